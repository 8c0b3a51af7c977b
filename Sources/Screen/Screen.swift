/// Screen
enum ScreenModule {}
