/// Storage
enum StorageModule {}
