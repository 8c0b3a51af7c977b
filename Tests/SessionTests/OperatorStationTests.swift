import BuiltinKeymaps
import Console
import Control
import InputDevice
import Keymap
import Spatial
import Testing

@testable import Session

@Suite("The operator's station turns hands into a command")
struct OperatorStationTests {
    private func station(pucks: Int = 1) throws -> OperatorStation {
        let keymap = try Keymap.parse(BuiltinKeymaps.defaultText, file: "default")
        var station = OperatorStation(keymap: keymap, groupCount: 2)
        for number in 0..<pucks {
            station.add(
                puck: number + 1, name: "puck", place: "usb-\(number)", layout: .pair)
        }
        station.select(0b10)
        // Each has spoken: nothing is held down.
        for number in 0..<pucks { station.sample(sample(at: 0), from: number + 1) }
        return station
    }

    private func sample(
        y: Int32 = 0, buttons: [UInt16] = [], at stamp: Nanoseconds,
        _ condition: PuckSample.Condition = .live
    ) -> PuckSample {
        PuckSample(
            counts: PuckCounts(translation: SIMD3(0, y, 0), rotation: .zero),
            buttons: HeldButtons(buttons), stamp: stamp, condition: condition,
            isNeutral: y == 0, isCentred: y == 0)
    }

    @Test("the left button enables, and each closing counts once")
    func edges() throws {
        var station = try station()
        station.sample(sample(at: 0), from: 1)
        #expect(!station.command(at: 0)[1].enabled)
        station.sample(sample(buttons: [256], at: 10), from: 1)
        let closed = station.command(at: 10)[1]
        #expect(closed.enabled && closed.neutralSeen)
        #expect(closed.presses == 1)
        #expect(station.command(at: 20)[1].presses == 1)
        station.sample(sample(at: 30), from: 1)
        #expect(!station.command(at: 30)[1].enabled)
        station.sample(sample(buttons: [256], at: 40), from: 1)
        #expect(station.command(at: 40)[1].presses == 2)
    }

    @Test("a switch that closes under a deflected puck has not seen it neutral")
    func deflected() throws {
        var station = try station()
        station.sample(sample(y: -300, buttons: [256], at: 0), from: 1)
        #expect(!station.command(at: 0)[1].neutralSeen)
        station.sample(sample(buttons: [256], at: 10), from: 1)
        #expect(station.command(at: 10)[1].neutralSeen)
    }

    @Test("one puck drives what is selected, two drive an arm each")
    func assignment() throws {
        var one = try station()
        one.sample(sample(buttons: [256], at: 0), from: 1)
        #expect(one.command(at: 0)[1].enabled)
        #expect(!one.command(at: 10)[0].enabled)
        let two = try station(pucks: 2)
        #expect(two.groups(ofPuck: 1) == 0b01)
        #expect(two.groups(ofPuck: 2) == 0b10)
    }

    /// One puck, both arms selected, the left one opposite.
    private func pairedStation(_ pairing: PuckPairing, pucks: Int = 1) throws -> OperatorStation {
        var station = try station(pucks: pucks)
        var settings = station.drive
        settings.groups = 0b11
        settings.opposite = 0b01
        settings.pairing = pairing
        station.apply(settings)
        return station
    }

    /// The puck to the left, held for a second.
    private func pushed(
        _ station: inout OperatorStation, from begin: Nanoseconds
    ) -> PerGroup<GroupCommand> {
        var command = station.command(at: begin)
        for tick in 1...100 {
            let now = begin + Nanoseconds(tick) * 10_000_000
            let counts = PuckCounts(translation: SIMD3(-350, 0, 0), rotation: .zero)
            station.sample(
                PuckSample(
                    counts: counts, buttons: HeldButtons([256]), stamp: now, condition: .live,
                    isNeutral: false, isCentred: false), from: 1)
            command = station.command(at: now)
        }
        return command
    }

    @Test("one puck moves both arms: parallel, mirrored, relative; always in the view's frame")
    func pairing() throws {
        for (pairing, share, other) in [
            (PuckPairing.parallel, 1.0, 1.0), (.mirrored, 1, -1), (.relative, 0.5, -0.5),
        ] {
            var station = try pairedStation(pairing)
            let command = pushed(&station, from: 0)
            let full = 0.25
            #expect(abs(command[1].twist.linear.y - full * share) < 1e-6, "\(pairing)")
            #expect(abs(command[0].twist.linear.y - full * other) < 1e-6, "\(pairing)")
            #expect(command[0].frame == .view && command[1].frame == .view)
            #expect(command[0].enabled && command[1].enabled)
            #expect(station.pairingInForce == pairing)
        }
    }

    @Test("another pairing is in force once the switch is open, not before")
    func pairingWaits() throws {
        var station = try pairedStation(.parallel)
        _ = pushed(&station, from: 0)
        var settings = station.drive
        settings.pairing = .mirrored
        station.apply(settings)
        let held = pushed(&station, from: 2_000_000_000)
        #expect(held[0].twist.linear.y > 0.2, "still parallel")
        #expect(station.pairingInForce == .parallel)
        station.sample(sample(at: 4_000_000_000), from: 1)
        _ = station.command(at: 4_000_000_000)
        #expect(station.pairingInForce == .mirrored)
        #expect(pushed(&station, from: 5_000_000_000)[0].twist.linear.y < -0.2)
    }

    @Test("with a puck for each arm nothing is paired")
    func pairingOfTwo() throws {
        var station = try pairedStation(.mirrored, pucks: 2)
        #expect(station.pairingInForce == nil)
        #expect(station.command(at: 0)[0].frame == station.drive.frame)
    }

    @Test("a pedal takes the button's place")
    func pedal() throws {
        var station = try station()
        station.add(switch: 9)
        station.sample(sample(buttons: [256], at: 0), from: 1)
        #expect(!station.command(at: 0)[1].enabled)
        station.set(switch: 9, closed: true)
        #expect(station.command(at: 10)[1].enabled)
        station.remove(switch: 9)
        station.sample(sample(at: 20), from: 1)
        #expect(!station.command(at: 20)[1].enabled)
    }

    @Test("a pedal that is down when the puck is plugged in is spent until it opens")
    func replugged() throws {
        var station = try station()
        station.add(switch: 9)
        station.set(switch: 9, closed: true)
        #expect(station.command(at: 0)[1].presses == 1)
        station.lose(puck: 1, driven: 0b10)
        #expect(!station.command(at: 10)[1].enabled)
        station.add(puck: 2, name: "puck", place: "usb-0", layout: .pair)
        station.sample(sample(at: 20), from: 2)
        let held = station.command(at: 20)[1]
        #expect(!held.enabled && !held.neutralSeen)
        #expect(held.presses == 1)
        station.set(switch: 9, closed: false)
        #expect(station.command(at: 30)[1].presses == 1)
        station.set(switch: 9, closed: true)
        let pressed = station.command(at: 40)[1]
        #expect(pressed.enabled && pressed.neutralSeen)
        #expect(pressed.presses == 2)
    }

    @Test("an arm that is selected under a closed pedal is not enabled by it")
    func selected() throws {
        var station = try station()
        station.add(switch: 9)
        station.set(switch: 9, closed: true)
        #expect(station.command(at: 0)[1].enabled)
        station.select(0b01)
        #expect(!station.command(at: 10)[0].enabled)
        #expect(station.command(at: 10)[0].presses == 0)
        #expect(!station.command(at: 10)[1].enabled)
        station.set(switch: 9, closed: false)
        station.set(switch: 9, closed: true)
        // Opened and closed between two commands: an act all the same.
        #expect(station.command(at: 20)[0].enabled)
        #expect(station.command(at: 20)[0].presses == 1)
    }

    @Test("a second puck that comes while the first one's button is down enables nothing")
    func secondPuck() throws {
        var station = try station()
        station.sample(sample(buttons: [256], at: 10), from: 1)
        #expect(station.command(at: 10)[1].enabled)
        station.add(puck: 2, name: "puck", place: "usb-1", layout: .pair)
        // The first puck drives the left arm now, the second the right one.
        let both = station.command(at: 20)
        #expect(!both[0].enabled && both[0].presses == 0)
        #expect(!both[1].enabled && both[1].presses == 1)
        // It says for the first time what it is: held down since before.
        station.sample(sample(buttons: [256], at: 30), from: 2)
        #expect(!station.command(at: 30)[1].enabled)
        station.sample(sample(at: 40), from: 2)
        station.sample(sample(buttons: [256], at: 50), from: 2)
        #expect(station.command(at: 50)[1].enabled)
    }

    @Test("a pedal that goes leaves a button that was down before spent")
    func pedalGoes() throws {
        var station = try station()
        station.add(switch: 9)
        station.sample(sample(buttons: [256], at: 10), from: 1)
        #expect(!station.command(at: 10)[1].enabled)
        station.remove(switch: 9)
        #expect(!station.command(at: 20)[1].enabled)
        #expect(station.command(at: 20)[1].presses == 0)
    }

    @Test("a puck that is gone, or that another program holds, is not alive")
    func dead() throws {
        var station = try station()
        station.sample(sample(at: 0), from: 1)
        #expect(station.command(at: 0)[1].deviceAlive)
        station.sample(sample(at: 10, .gone), from: 1)
        #expect(!station.command(at: 10)[1].deviceAlive)
        station.sample(sample(at: 20), from: 1)
        station.mark(puck: 1, heldBy: OtherReader(name: nil))
        #expect(!station.command(at: 20)[1].deviceAlive)
        station.mark(puck: 1, heldBy: nil)
        #expect(station.command(at: 30)[1].deviceAlive)
    }

    @Test("without any device a nudge presses, moves and lets go by itself")
    func nudge() throws {
        var station = try station(pucks: 0)
        let twist = Twist(linear: Vector3(0.03, 0, 0), angular: .zero)
        station.begin(Nudge(twist: twist, duration: 200), at: 1000)
        let during = station.command(at: 1100)[1]
        #expect(during.enabled && during.neutralSeen && during.deviceAlive)
        #expect(during.twist == twist)
        #expect(!station.command(at: 1100)[0].enabled)
        let after = station.command(at: 1200)[1]
        #expect(!after.enabled)
        #expect(after.twist == .zero)
    }

    @Test("without any device the gripper's key presses, toggles and lets go, and moves nothing")
    func gripperKey() throws {
        var station = try station(pucks: 0)
        station.pressGripper(0b10, for: 200, at: 1000)
        let during = station.command(at: 1000)
        #expect(during[1].enabled && during[1].neutralSeen && during[1].presses == 1)
        #expect(during[1].gripperToggles == 1 && during[1].twist == .zero)
        #expect(!during[0].enabled && during[0].gripperToggles == 0)
        let after = station.command(at: 1200)[1]
        #expect(!after.enabled && after.gripperToggles == 1)
    }

    @Test("in a nudge the gripper's key is no second press")
    func gripperInNudge() throws {
        var station = try station(pucks: 0)
        let twist = Twist(linear: Vector3(0.03, 0, 0), angular: .zero)
        station.begin(Nudge(twist: twist, duration: 200), at: 1000)
        #expect(station.command(at: 1000)[1].presses == 1)
        station.pressGripper(0b10, for: 200, at: 1100)
        #expect(station.command(at: 1100)[1].twist == twist)
        let rest = station.command(at: 1250)[1]
        #expect(rest.enabled && rest.presses == 1 && rest.twist == .zero)
        station.letGo()
        #expect(!station.command(at: 1260)[1].enabled)
    }

    @Test("a pedal without a puck gives the arm to the hand, and keys nudge while it is held")
    func pedalAndKeys() throws {
        var station = try station(pucks: 0)
        station.add(switch: 9)
        let twist = Twist(linear: Vector3(0.03, 0, 0), angular: .zero)
        station.begin(Nudge(twist: twist, duration: 200), at: 0)
        #expect(!station.command(at: 0)[1].enabled)
        station.set(switch: 9, closed: true)
        #expect(station.command(at: 10)[1].enabled && !station.command(at: 10)[0].enabled)
        #expect(station.command(at: 10)[1].twist == twist)
        #expect(station.command(at: 300)[1].twist == .zero)
        #expect(station.command(at: 300)[1].enabled)
    }

    @Test("a puck on the air does not enable by its own button, a pedal makes it drive")
    func onAir() throws {
        var station = try station(pucks: 0)
        station.add(puck: 1, name: "wireless", place: "usb-1", layout: .pair, mayEnable: false)
        station.sample(sample(buttons: [256], at: 0), from: 1)
        #expect(!station.command(at: 0)[1].enabled)
        #expect(station.enablingSource == .nudges && station.lacksSwitch(puck: 1))
        #expect(station.groups(ofPuck: 1) == 0, "so it is neither grabbed nor lit")
        let twist = Twist(linear: Vector3(0.03, 0, 0), angular: .zero)
        station.begin(Nudge(twist: twist, duration: 200), at: 10)
        #expect(station.command(at: 10)[1].twist == twist, "keys nudge meanwhile")
        station.add(switch: 9)
        station.set(switch: 9, closed: true)
        station.sample(sample(y: -350, at: 300), from: 1)
        for tick in 1...20 { _ = station.command(at: 300 + Int64(tick) * 10_000_000) }
        let driven = station.command(at: 300_000_000)[1]
        #expect(driven.enabled && driven.twist.linear.x > 0.01)
        #expect(!station.lacksSwitch(puck: 1))
    }

    @Test("beside a puck on a wire the one on the air has no say")
    func airAndWire() throws {
        var station = try station()
        station.add(puck: 2, name: "wireless", place: "usb-0a", layout: .pair, mayEnable: false)
        #expect(station.groups(ofPuck: 1) == 0b10 && station.groups(ofPuck: 2) == 0)
        station.sample(sample(buttons: [256], at: 0), from: 2)
        #expect(!station.command(at: 0)[1].enabled)
        station.sample(sample(buttons: [256], at: 10), from: 1)
        #expect(station.command(at: 10)[1].enabled)
    }

    @Test("a story that stands still pushes no more")
    func storyStalls() throws {
        var station = try station(pucks: 0)
        station.addStoryPuck()
        let push = sample(y: -350, at: 1_000_000)
        station.sample(push, from: OperatorStation.storyPuck)
        for tick in 1...10 { _ = station.command(at: Int64(tick) * 10_000_000) }
        #expect(station.command(at: 100_000_000)[1].twist.linear.x > 0.01)
        #expect(station.command(at: 200_000_000)[1].twist == .zero)
    }
}

extension OperatorStation {
    fileprivate mutating func select(_ groups: GroupMask) {
        var settings = drive
        settings.groups = groups
        apply(settings)
    }
}

@Suite("A mailbox")
struct MailboxTests {
    @Test("gives in order, drops what does not fit, and counts it")
    func bounded() {
        let box = Mailbox<Int>(capacity: 10)
        #expect(box.put(1, size: 6))
        #expect(!box.put(2, size: 6))
        #expect(box.put(3, size: 4))
        #expect(box.dropped == 1)
        #expect(box.takeAll() == [1, 3])
        #expect(box.takeAll().isEmpty)
        box.close()
        #expect(!box.put(4))
    }
}
