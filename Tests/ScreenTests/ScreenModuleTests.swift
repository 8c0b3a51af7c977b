import Testing

@Suite struct ScreenModuleTests {}
