import CEvdev
import Control
import Glibc

/// One open evdev node with its libevdev state. Closes both.
@safe struct EvdevHandle: ~Copyable {
    enum Read {
        case event(PuckEvent)
        /// Events were lost; the state was read anew and what lay in between is gone.
        case lost
        /// Nothing more for now.
        case idle
        case failed(Int32)
    }

    let descriptor: Int32
    /// Opened for writing too: the light can be switched.
    let isWritable: Bool
    private let device: OpaquePointer
    /// The kernel stamps with the monotonic clock; else the reader's time is used.
    private let isMonotonic: Bool

    init(node: String) throws(OpenFailure) {
        var writable = true
        var descriptor = unsafe open(node, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        if descriptor < 0, errno == EACCES || errno == EROFS {
            writable = false
            descriptor = unsafe open(node, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        }
        guard descriptor >= 0 else { throw OpenFailure(errno: errno) }
        var device: OpaquePointer?
        let result = unsafe libevdev_new_from_fd(descriptor, &device)
        guard result == 0, let device = unsafe device else {
            close(descriptor)
            throw OpenFailure(errno: -result)
        }
        self.descriptor = descriptor
        isWritable = writable
        unsafe self.device = unsafe device
        isMonotonic = unsafe libevdev_set_clock_id(device, CLOCK_MONOTONIC) == 0
    }

    deinit {
        unsafe libevdev_free(device)
        close(descriptor)
    }

    func has(_ type: UInt16, _ code: UInt16) -> Bool {
        unsafe libevdev_has_event_code(device, UInt32(type), UInt32(code)) == 1
    }

    /// How its six axes report. An absolute device's ranges are the kernel's.
    var kind: PuckKind {
        for axis in 0..<6 where !has(EventCode.relative, UInt16(axis)) { return .absolute(ranges) }
        return .relative
    }

    private var ranges: AxisRanges {
        var ranges = AxisRanges.standard
        for axis in 0..<6 {
            guard let info = unsafe libevdev_get_abs_info(device, UInt32(axis)) else { continue }
            ranges.minimum[axis] = unsafe info.pointee.minimum
            ranges.maximum[axis] = unsafe info.pointee.maximum
        }
        return ranges
    }

    /// The kernel's state of the six axes, as last read. All zero for a relative device.
    var axes: PuckCounts {
        var axes = PuckCounts.zero
        for axis in 0..<6 where has(EventCode.absolute, UInt16(axis)) {
            axes[axis] = unsafe libevdev_get_event_value(
                device, UInt32(EventCode.absolute), UInt32(axis))
        }
        return axes
    }

    /// The next event, never waiting.
    /// - Parameter now: monotonic ns; no stamp is later, and it stands in where the kernel's own
    ///   clock was refused.
    func next(now: Int64) -> Read {
        var event = input_event()
        let result = unsafe libevdev_next_event(
            device, LIBEVDEV_READ_FLAG_NORMAL.rawValue, &event)
        switch result {
        case Int32(LIBEVDEV_READ_STATUS_SUCCESS.rawValue):
            return .event(
                PuckEvent(
                    type: event.type, code: event.code, value: event.value,
                    stamp: stamp(of: event, now: now)))
        case Int32(LIBEVDEV_READ_STATUS_SYNC.rawValue):
            resynchronise()
            return .lost
        case -EAGAIN, -EINTR: return .idle
        default: return .failed(-result)
        }
    }

    /// Reads what libevdev found to have changed during a loss and forgets it: the caller takes
    /// the state as a whole, and no button press is made of a difference.
    private func resynchronise() {
        var event = input_event()
        var limit = 2048
        while limit > 0,
            unsafe libevdev_next_event(device, LIBEVDEV_READ_FLAG_SYNC.rawValue, &event)
                == Int32(LIBEVDEV_READ_STATUS_SYNC.rawValue)
        { limit -= 1 }
    }

    private func stamp(of event: input_event, now: Int64) -> Int64 {
        guard isMonotonic else { return now }
        let stamp = Int64(event.time.tv_sec) &* 1_000_000_000 &+ Int64(event.time.tv_usec) &* 1000
        return min(stamp, now)
    }
}

extension EvdevHandle {
    /// Keeps the device from every other reader of its node.
    /// - Returns: 0, or the `errno`: `EBUSY` where another program has done so already.
    func grab() -> Int32 { -(unsafe libevdev_grab(device, LIBEVDEV_GRAB)) }

    func ungrab() { _ = unsafe libevdev_grab(device, LIBEVDEV_UNGRAB) }

    var hasLight: Bool { isWritable && has(UInt16(EV_LED), UInt16(LED_MISC)) }

    func setLight(_ isOn: Bool) {
        guard hasLight else { return }
        _ = unsafe libevdev_kernel_set_led_value(
            device, UInt32(LED_MISC), isOn ? LIBEVDEV_LED_ON : LIBEVDEV_LED_OFF)
    }
}

extension OpenFailure {
    init(errno code: Int32) {
        switch code {
        case EACCES, EPERM: self = .denied
        case ENOENT, ENXIO, ENODEV: self = .missing
        default: self = .failed(code)
        }
    }
}
