import Control
import Glibc
import Testing

@testable import InputDevice

private func report(
    _ access: DeviceReport.Access, other: OtherReader? = nil, name: String = "SpaceNavigator"
) -> DeviceReport {
    DeviceReport(
        identity: DeviceIdentity(
            node: "/dev/input/event7", name: name, physicalPath: "usb-2/input0", bus: 3,
            vendor: 0x046d, product: 0xc626, version: 0x111),
        verdict: .puck(isRelative: true), access: access, other: other)
}

@Suite("The page of reins devices")
struct DeviceReportTests {
    @Test("A mouse that is ready is shown with what it has")
    func ready() {
        let ready = report(.open(.relative, .pair, hasLight: true))
        #expect(ready.isUsable && ready.remedies.isEmpty)
        #expect(
            DeviceReport.lines([ready]) == [
                "/dev/input/event7  SpaceNavigator  046d:c626",
                "  3D mouse, relative axes",
                "  plugged in at usb-2/input0",
                "  buttons: left and right; light: yes",
                "  state: ready",
            ])
    }

    @Test("Every trouble comes with what to do about it")
    func remedies() {
        let troubles: [DeviceReport] = [
            report(.refused(.denied)), report(.refused(.missing)), report(.refused(.failed(5))),
            report(.open(.relative, .pair, hasLight: true), other: OtherReader(name: nil)),
        ]
        for trouble in troubles {
            #expect(!trouble.isUsable)
            #expect(!trouble.remedies.isEmpty)
            #expect(DeviceReport.lines([trouble]).contains { $0.hasPrefix("  ! ") })
        }
        #expect(troubles[0].remedies[0].contains("70-reins-3dmouse.rules"))
        #expect(DeviceReport.lines([])[0] == "No 3D mouse found.")
    }

    @Test(
        "A mouse on the air says why its button does not enable, and what to do instead",
        arguments: [
            (UInt16(3), UInt16(0xc62f), "SpaceMouse Wireless", "a receiver"),
            (3, 0xc652, "3Dconnexion Universal Receiver", "a receiver"),
            (3, 0x1234, "Some Receiver", "a receiver"),
            (5, 0xc63a, "SpaceMouse Wireless BT", "Bluetooth"),
            (6, 0xc635, "SpaceMouse Compact", "not known"),
        ])
    func onAir(bus: UInt16, product: UInt16, name: String, way: String) {
        var mouse = report(.open(.relative, .pair, hasLight: true), name: name)
        mouse.identity.bus = bus
        mouse.identity.vendor = 0x256f
        mouse.identity.product = product
        #expect(!mouse.identity.connection.isWire && mouse.isUsable)
        let page = DeviceReport.lines([mouse]).joined(separator: "\n")
        #expect(page.contains("ready, with a pedal or a key as enabling switch"))
        #expect(page.contains(way) && page.contains("no enabling switch"))
        #expect(page.contains("Plug its cable in") && page.contains("--switch NAME"))
        #expect(mouse.json.contains("\"wire\":false"))
    }

    @Test("The same mouse on its cable enables", arguments: [UInt16(0xc62e), 0xc631, 0xc63a])
    func onCable(product: UInt16) {
        var mouse = report(.open(.relative, .pair, hasLight: true), name: "SpaceMouse Wireless")
        mouse.identity.vendor = 0x256f
        mouse.identity.product = product
        #expect(mouse.identity.connection == .wire && mouse.remedies.isEmpty)
    }

    @Test("spacenavd is named with both of its remedies; another program by its own name")
    func otherReaders() {
        #expect(OtherReader(name: "spacenavd (process 8)").remedy.contains("grab = false"))
        #expect(OtherReader(name: nil).remedy.contains("spacenavd"))
        #expect(OtherReader(name: "game (process 9)").remedy.hasPrefix("game (process 9)"))
        #expect(!OtherReader(name: "game (process 9)").remedy.contains("spacenavd"))
    }

    @Test("A device's name can neither start an escape sequence nor break the JSON")
    func hostileName() {
        #expect(printable("a\u{1b}[31mb\nc\u{202e}d") == "a?[31mb?c?d")
        #expect(printable(String(repeating: "x", count: 500)).count == 80)
        let hostile = report(.unasked, name: #"x","usable":true,"y":"\"#)
        #expect(hostile.json.contains(#"x\",\"usable\":true,\"y\":\"\\"#))
    }

    @Test("The udev rule in Scripts is the one that the program prints, and sorts early enough")
    func rule() {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let path = "/\(root)/Scripts/udev/\(UdevRule.fileName)"
        var bytes = [UInt8](repeating: 0, count: 4096)
        let file = unsafe fopen(path, "r")
        guard let file = unsafe file else {
            Issue.record("\(path) is missing")
            return
        }
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        _ = unsafe fclose(file)
        #expect(String(decoding: bytes[..<count], as: UTF8.self) == UdevRule.text)
        #expect(UdevRule.fileName < "73-seat-late.rules")
    }
}
