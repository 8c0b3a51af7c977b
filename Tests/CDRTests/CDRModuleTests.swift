import Testing

@Suite struct CDRModuleTests {}
