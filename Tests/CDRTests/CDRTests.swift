import CDR
import Testing

@Suite struct CDRTests {}
