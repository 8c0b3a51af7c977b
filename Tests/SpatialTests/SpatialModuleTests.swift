import Testing

@Suite struct SpatialModuleTests {}
