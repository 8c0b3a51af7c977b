/// InputDevice
enum InputDeviceModule {}
