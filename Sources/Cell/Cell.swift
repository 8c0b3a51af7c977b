/// Cell
enum CellModule {}
