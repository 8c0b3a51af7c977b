import Testing

@Suite struct CellModuleTests {}
