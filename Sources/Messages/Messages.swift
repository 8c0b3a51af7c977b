/// Messages
enum MessagesModule {}
