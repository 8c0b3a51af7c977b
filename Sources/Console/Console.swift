/// Console
enum ConsoleModule {}
