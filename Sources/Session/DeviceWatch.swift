import CLinux
import Control
import Glibc
import InputDevice
import Synchronization

private let hasBeenStopped = Atomic(false)

private func noteStop(_: Int32) { hasBeenStopped.store(true, ordering: .relaxed) }

/// The live test of `reins devices --watch`: the devices as a session sees them.
struct DeviceWatch {
    private let options: DevicesCommand.Options
    private let end: Int64
    private let devices: InputDevices

    init(_ options: DevicesCommand.Options, for nanoseconds: Int64) {
        self.options = options
        let now = reins_monotonic_ns()
        end = now &+ nanoseconds
        devices = InputDevices(options.configuration, now: now)
    }

    /// - Returns: 0 where a puck was there at any time, else 1.
    func run() -> Int32 {
        // So that no device stays held or lit.
        _ = signal(SIGINT, noteStop)
        _ = signal(SIGTERM, noteStop)
        var text = DeviceWatchText(isJSON: options.isJSON)
        if !devices.hearsOfNewDevices {
            put(
                "The kernel gives no device events here: plugging in is not noticed.\n",
                to: STDERR_FILENO)
        }
        put(text.opening(seconds: Double(end &- reins_monotonic_ns()) / 1e9))
        while true {
            let now = reins_monotonic_ns()
            for event in devices.drain(now: now) {
                put(text.line(event, at: reins_monotonic_ns()))
                if options.grabs, case .added(let info) = event, case .puck = info.role {
                    devices.arm(info.id)
                }
            }
            guard now < end, !hasBeenStopped.load(ordering: .relaxed) else { break }
            // A signal between the look above and the wait is seen after a second.
            wait(until: min(end, devices.nextDeadline ?? .max, now &+ 1_000_000_000))
        }
        devices.close()
        return text.hasSeenPuck ? 0 : 1
    }

    private func wait(until deadline: Int64) {
        var polled = devices.descriptors.map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        _ = unsafe reins_poll_until(&polled, UInt32(polled.count), deadline)
    }
}
