import Testing

@Suite struct CellLibraryModuleTests {}
