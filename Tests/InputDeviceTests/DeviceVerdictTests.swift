import Testing

@testable import InputDevice

private func device(
    _ vendor: UInt16, _ product: UInt16, name: String = "3Dconnexion thing"
) -> DeviceIdentity {
    DeviceIdentity(
        node: "/dev/input/event7", name: name, physicalPath: "usb-1/input0", bus: 3,
        vendor: vendor, product: product, version: 0x111)
}

private func capabilities(
    keys: String = "0", relative: String = "0", absolute: String = "0"
) -> Capabilities {
    Capabilities(
        keys: Capabilities.BitField(keys), relative: Capabilities.BitField(relative),
        absolute: Capabilities.BitField(absolute))
}

@Suite("What a device can be")
struct DeviceVerdictTests {
    @Test("The kind follows the axes: one product comes in both")
    func kind() {
        let navigator = device(0x046d, 0xc626)
        #expect(DeviceVerdict(navigator, capabilities(relative: "3f")) == .puck(isRelative: true))
        #expect(DeviceVerdict(navigator, capabilities(absolute: "3f")) == .puck(isRelative: false))
    }

    @Test("A product of 3Dconnexion nobody knows yet is a puck if it has six axes")
    func unknownProduct() {
        #expect(
            DeviceVerdict(device(0x256f, 0xc6ff), capabilities(absolute: "3f"))
                == .puck(isRelative: false))
    }

    @Test("Mice, keyboards, receivers without a mouse and pads of other makers are refused")
    func refused() {
        let receiver = "3Dconnexion Universal Receiver Mouse"
        let cases: [(DeviceIdentity, Capabilities)] = [
            (device(0x256f, 0xc650), capabilities(relative: "3f")),
            (device(0x256f, 0xc641), capabilities(absolute: "3f")),
            (device(0x256f, 0xc652, name: receiver), capabilities(absolute: "3f")),
            (device(0x256f, 0xc652), capabilities(keys: "1")),
            (device(0x1234, 0x0001), capabilities(absolute: "3f")),
        ]
        for (identity, capabilities) in cases {
            guard case .refused = DeviceVerdict(identity, capabilities) else {
                Issue.record("\(identity.usbID) is not refused")
                continue
            }
        }
    }

    @Test("A gamepad with six axes is nothing of ours, whoever makes it, unless it is named")
    func gamepad() {
        // BTN_GAMEPAD is 0x130: bit 48 of the fifth word.
        let pad = capabilities(keys: "7cdb000000000000 0 0 0 0", absolute: "3f")
        #expect(DeviceVerdict(device(0x046d, 0xc21d), pad) == .other)
        #expect(DeviceVerdict(device(0x045e, 0x028e), pad) == .other)
        #expect(
            DeviceVerdict(device(0x045e, 0x028e), pad, isAdmitted: true) == .puck(isRelative: false)
        )
    }

    @Test("Few keys make a pedal, many a keyboard")
    func keys() {
        #expect(
            DeviceVerdict(device(0x0c45, 0x7403), capabilities(keys: "7")) == .keys(isPedal: true))
        let keyboard = capabilities(
            keys: "402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe")
        #expect(DeviceVerdict(device(0x0001, 0x0001), keyboard) == .keys(isPedal: false))
    }

    @Test("Bits are read word by word, the last word first")
    func bits() {
        let field = Capabilities.BitField("3 0 0 0 0\n")
        #expect(field.contains(256) && field.contains(257))
        #expect(!field.contains(0) && !field.contains(258) && !field.contains(9999))
        #expect(field.count == 2)
        #expect(Capabilities.BitField("").count == 0)
        #expect(Capabilities.BitField("garbage").count == 0)
    }

    @Test("A device is named by node, physical path or part of its name")
    func match() {
        let identity = device(0x256f, 0xc62e, name: "3Dconnexion SpaceMouse Wireless")
        #expect(DeviceMatch.path("/dev/input/event7").matches(identity))
        #expect(DeviceMatch.path("usb-1/input0").matches(identity))
        #expect(DeviceMatch.name("spacemouse").matches(identity))
        #expect(!DeviceMatch.name("").matches(identity))
        #expect(!DeviceMatch.path("").matches(identity))
    }
}

@Suite("Opening a device with patience")
struct OpenAttemptTests {
    private let second: Int64 = 1_000_000_000

    @Test("A refusal is tried again quickly for 2 s, told once, and then tried now and then")
    func denied() {
        var attempt = OpenAttempt(at: 0, first: 0)
        var now: Int64 = 0
        var tries = 0
        while attempt.failed(.denied, at: now) == .retry {
            #expect(attempt.next - now <= 100_000_000)
            now = attempt.next
            tries += 1
            if tries > 1000 { break }
        }
        #expect(now >= 2 * second && now < 2 * second + second / 5)
        for _ in 0..<5 {
            now = attempt.next
            #expect(attempt.failed(.denied, at: now) == .retry)
            #expect(attempt.next - now >= second)
        }
    }

    @Test("What will not pass by itself is told at once")
    func broken() {
        var attempt = OpenAttempt(at: 0, first: 0)
        #expect(attempt.failed(.failed(22), at: 0) == .report)
    }
}
