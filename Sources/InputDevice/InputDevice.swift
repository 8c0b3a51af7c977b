/// 3D mice and enabling switches, read from the kernel's evdev nodes through libevdev and found
/// through libudev. No daemon, and no thread of its own.
///
/// `InputDevices` is the door: it owns every open device, hands out the descriptors to wait on and
/// the next deadline, and turns what is ready into `InputEvent`s. What the events of a puck mean
/// is decided by `Control`'s `PuckFrameAssembler`, which is pure; this module only finds devices,
/// opens them patiently, holds them while they drive, and notices when they go.
///
/// `DeviceSurvey` looks once at what is plugged in and says of each device whether it can be used,
/// and what to do where it cannot.
///
/// It must not know: arms, authority, what a button is bound to, the screen, the time (`now` is
/// an argument; the stamps are the kernel's).
///
/// Start reading at `InputDevices.swift`, then `DeviceVerdict.swift`.
enum InputDeviceModule {}
