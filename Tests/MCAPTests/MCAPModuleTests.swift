import Testing

@Suite struct MCAPModuleTests {}
