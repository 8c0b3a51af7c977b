import Testing

@Suite struct KeymapModuleTests {}
