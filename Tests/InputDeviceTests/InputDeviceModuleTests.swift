import Testing

@Suite struct InputDeviceModuleTests {}
