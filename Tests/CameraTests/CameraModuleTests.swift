import Testing

@Suite struct CameraModuleTests {}
