/// Keymap
enum KeymapModule {}
