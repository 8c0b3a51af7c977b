import Testing

@Suite struct RecordingModuleTests {}
