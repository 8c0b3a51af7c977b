/// Link
enum LinkModule {}
