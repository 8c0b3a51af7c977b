import Testing

@Suite struct LinkModuleTests {}
