/// SimulatedCell
enum SimulatedCellModule {}
