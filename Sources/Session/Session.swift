/// Session
enum SessionModule {}
