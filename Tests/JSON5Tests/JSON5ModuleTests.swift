import Testing

@Suite struct JSON5ModuleTests {}
