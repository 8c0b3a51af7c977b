import Testing

@Suite struct ParquetModuleTests {}
