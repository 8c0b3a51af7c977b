import Testing

@Suite struct SessionModuleTests {}
