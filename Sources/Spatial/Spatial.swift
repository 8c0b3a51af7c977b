/// Twist, wrench, pose, rotation.
enum SpatialModule {}
