/// Terminal
enum TerminalModule {}
