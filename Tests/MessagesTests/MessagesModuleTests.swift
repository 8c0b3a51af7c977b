import Testing

@Suite struct MessagesModuleTests {}
