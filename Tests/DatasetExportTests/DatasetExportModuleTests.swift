import Testing

@Suite struct DatasetExportModuleTests {}
