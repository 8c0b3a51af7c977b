public import CDR
public import Control

/// Who has control, by name, how it came to that, and to whom it is offered. Goes to every console
/// when something of it changes; what it says of the lease is also in the steps.
public struct Ownership: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/Ownership"
    public var lease = LeaseState()
    public var holderName = ""
    /// Whose grant was the last that ended, 0 for nobody's: as the link established it; and which.
    public var former: UInt64 = 0
    public var formerTag = LeaseTag.none
    public var formerName = ""
    /// The act that ended it, or brought the present grant about.
    public var cause = RequestKind.acquireLease
    public var offer = LeaseOffer()
    /// What is lent now, and to whom: of each group that is.
    public var loans: [LoanLabel] = []
    /// Everyone who is connected.
    public var consoles: [ConsoleLabel] = []
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("lease", &lease)
        try fields.field("holder_name", &holderName)
        try fields.field("former", &former)
        try fields.message("former_tag", &formerTag)
        try fields.field("former_name", &formerName)
        try fields.enumeration("cause", &cause)
        try fields.message("offer", &offer)
        try fields.messages("loans", &loans, limit: Control.maximumGroups)
        try fields.messages("consoles", &consoles, limit: 64)
    }
}

/// A group that its cell's lease holder lets another command.
public struct LoanLabel: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/LoanLabel"
    /// In the manifest's order.
    public var group: UInt8 = 0
    public var lease = LeaseState()
    public var holderName = ""
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("group", &group)
        try fields.message("lease", &lease)
        try fields.field("holder_name", &holderName)
    }
}

/// One connected console, for a choice among them.
public struct ConsoleLabel: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/ConsoleLabel"
    /// As the link established it.
    public var client: UInt64 = 0
    /// What it calls itself.
    public var name = ""
    public var role = Role.observe
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("client", &client)
        try fields.field("name", &name)
        try fields.enumeration("role", &role)
    }
}
