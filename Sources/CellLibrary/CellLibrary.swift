/// CellLibrary
enum CellLibraryModule {}
