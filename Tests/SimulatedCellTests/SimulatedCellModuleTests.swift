import Testing

@Suite struct SimulatedCellModuleTests {}
