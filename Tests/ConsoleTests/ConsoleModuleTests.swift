import Testing

@Suite struct ConsoleModuleTests {}
