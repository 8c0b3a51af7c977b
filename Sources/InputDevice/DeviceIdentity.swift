/// What the kernel says about an input device without opening it.
public struct DeviceIdentity: Equatable, Hashable, Sendable {
    /// `/dev/input/event7`
    public var node: String
    /// Safe to print.
    public var name: String
    /// Where it is plugged in: `usb-0000:00:14.0-2/input0`. Tells two equal devices apart, and
    /// stays the same over a replug into the same socket. May be empty.
    public var physicalPath: String
    /// `BUS_USB` is 3, `BUS_BLUETOOTH` is 5.
    public var bus: UInt16
    public var vendor: UInt16
    public var product: UInt16
    public var version: UInt16

    public init(
        node: String, name: String, physicalPath: String, bus: UInt16, vendor: UInt16,
        product: UInt16, version: UInt16
    ) {
        self.node = node
        self.name = name
        self.physicalPath = physicalPath
        self.bus = bus
        self.vendor = vendor
        self.product = product
        self.version = version
    }

    /// How what it says comes here. It decides whether a button of a 3D mouse may be the enabling
    /// switch: on a wire a device that goes is noticed at once; a radio that dies while the button
    /// is down sends nothing, as a hand that keeps still does.
    public enum Connection: Equatable, Hashable, Sendable {
        case wire, receiver, bluetooth
        /// Neither is known of this bus: it may be anything.
        case unknown

        public var isWire: Bool { self == .wire }
    }

    /// Told by the bus and, on USB, by what is known to be a receiver: the same mouse has another
    /// id on its cable.
    public var connection: Connection {
        switch bus {
        case 0x05: .bluetooth
        case 0x03 where isReceiver: .receiver
        // USB, PS/2, serial.
        case 0x03, 0x11, 0x13: .wire
        default: .unknown
        }
    }

    private var isReceiver: Bool {
        let known: [UInt16] = [0xc62f, 0xc632, 0xc652]
        return vendor == DeviceVerdict.connexion && known.contains(product)
            || name.lowercased().contains("receiver")
    }

    /// `046d:c626`
    public var usbID: String { hexadecimal(vendor) + ":" + hexadecimal(product) }
}

private func hexadecimal(_ value: UInt16) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
}

/// `text` of a device, fit for a terminal: nothing in it can start an escape sequence or reorder a
/// line, and it is at most 80 characters long.
func printable(_ text: String) -> String {
    var safe = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(80) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
            .unassigned:
            safe.append("?")
        default: safe.append(scalar)
        }
    }
    return String(safe)
}
