/// Recording
enum RecordingModule {}
