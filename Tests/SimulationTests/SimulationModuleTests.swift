import Testing

@Suite struct SimulationModuleTests {}
