/// Camera
enum CameraModule {}
