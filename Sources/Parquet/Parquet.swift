/// Parquet
enum ParquetModule {}
