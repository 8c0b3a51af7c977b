/// DatasetExport
enum DatasetExportModule {}
