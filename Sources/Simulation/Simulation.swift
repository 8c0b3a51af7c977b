/// Simulation
enum SimulationModule {}
