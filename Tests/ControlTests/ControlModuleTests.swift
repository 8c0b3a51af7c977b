import Testing

@Suite struct ControlModuleTests {}
