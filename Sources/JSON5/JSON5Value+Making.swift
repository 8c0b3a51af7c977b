// Values made in code, for writing.

extension JSON5Value {
    public static var null: JSON5Value { JSON5Value(.null) }
    public static func bool(_ value: Bool) -> JSON5Value { JSON5Value(.bool(value)) }
    public static func string(_ value: String) -> JSON5Value { JSON5Value(.string(value)) }

    /// A whole number, written without a point.
    public static func integer(_ value: some BinaryInteger) -> JSON5Value {
        if let exact = Int64(exactly: value) { return JSON5Value(.integer(exact)) }
        return JSON5Value(.number(Double(value)))
    }

    /// A double, always written with a point or an exponent.
    public static func number(_ value: Double) -> JSON5Value { JSON5Value(.number(value)) }

    public static func array(_ values: some Sequence<JSON5Value>) -> JSON5Value {
        JSON5Value(.array(Array(values)))
    }

    /// An object with its keys in the order given. The caller sees to it that no key comes twice;
    /// `JSONText.encode` refuses it otherwise.
    public static func object(_ members: some Sequence<(String, JSON5Value)>) -> JSON5Value {
        JSON5Value(.object(members.map { Member($0.0, $0.1) }))
    }
}

extension JSON5Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
    ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self.init(.null) }
    public init(booleanLiteral value: Bool) { self.init(.bool(value)) }
    public init(integerLiteral value: Int64) { self.init(.integer(value)) }
    public init(floatLiteral value: Double) { self.init(.number(value)) }
    public init(stringLiteral value: String) { self.init(.string(value)) }
    public init(arrayLiteral elements: JSON5Value...) { self.init(.array(elements)) }
    public init(dictionaryLiteral elements: (String, JSON5Value)...) {
        self.init(.object(elements.map { Member($0.0, $0.1) }))
    }
}
