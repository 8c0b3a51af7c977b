/// MCAP
enum MCAPModule {}
