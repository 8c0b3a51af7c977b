/// CDR
enum CDRModule {}
