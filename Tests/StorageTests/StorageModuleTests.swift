import Testing

@Suite struct StorageModuleTests {}
