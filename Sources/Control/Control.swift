/// Control
enum ControlModule {}
