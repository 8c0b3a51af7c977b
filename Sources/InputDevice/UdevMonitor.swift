import CUdev
import Glibc

/// Finds input devices and hears of their coming and going.
@safe final class UdevMonitor {
    enum Change {
        case added(FoundDevice)
        case removed(node: String)
    }

    private let udev: OpaquePointer
    private let monitor: OpaquePointer
    let descriptor: Int32

    /// nil where the kernel offers no device events at all, as in some containers.
    init?() {
        guard let udev = unsafe udev_new() else { return nil }
        // With udevd running its own group comes after permissions are set. Without it that group
        // is silent for ever, so the kernel's is used and opening is retried.
        let group = unsafe access("/run/udev/control", F_OK) == 0 ? "udev" : "kernel"
        guard let monitor = unsafe udev_monitor_new_from_netlink(udev, group) else {
            unsafe udev_unref(udev)
            return nil
        }
        unsafe udev_monitor_filter_add_match_subsystem_devtype(monitor, "input", nil)
        guard unsafe udev_monitor_enable_receiving(monitor) >= 0 else {
            unsafe udev_monitor_unref(monitor)
            unsafe udev_unref(udev)
            return nil
        }
        unsafe self.udev = udev
        unsafe self.monitor = monitor
        descriptor = unsafe udev_monitor_get_fd(monitor)
    }

    deinit {
        unsafe udev_monitor_unref(monitor)
        unsafe udev_unref(udev)
    }

    /// The next change that concerns an event node; nil where none waits.
    func next() -> Change? {
        while let device = unsafe udev_monitor_receive_device(monitor) {
            defer { unsafe udev_device_unref(device) }
            guard let node = unsafe text(udev_device_get_devnode(device)), isEventNode(node) else {
                continue
            }
            switch unsafe text(udev_device_get_action(device)) {
            case "remove": return .removed(node: node)
            // "change" and "bind" come when permissions were mended: worth a try.
            default:
                if let found = unsafe FoundDevice(device) { return .added(found) }
            }
        }
        return nil
    }
}

/// An event node with what sysfs says of it; readable without permission to open it.
struct FoundDevice: Equatable, Sendable {
    let identity: DeviceIdentity
    let capabilities: Capabilities
    /// Where sysfs lists its hidraw nodes; nil for what is no HID device.
    let rawFolder: String?

    init(identity: DeviceIdentity, capabilities: Capabilities, rawFolder: String? = nil) {
        self.rawFolder = rawFolder
        self.identity = identity
        self.capabilities = capabilities
    }

    fileprivate init?(_ device: OpaquePointer) {
        guard let node = unsafe text(udev_device_get_devnode(device)), isEventNode(node),
            let parent = unsafe udev_device_get_parent_with_subsystem_devtype(device, "input", nil)
        else { return nil }
        func attribute(_ name: String) -> String {
            unsafe text(udev_device_get_sysattr_value(parent, name)) ?? ""
        }
        func number(_ name: String) -> UInt16 { UInt16(attribute(name), radix: 16) ?? 0 }
        identity = DeviceIdentity(
            node: node, name: printable(attribute("name")),
            physicalPath: printable(attribute("phys")), bus: number("id/bustype"),
            vendor: number("id/vendor"), product: number("id/product"),
            version: number("id/version"))
        capabilities = Capabilities(
            keys: Capabilities.BitField(attribute("capabilities/key")),
            relative: Capabilities.BitField(attribute("capabilities/rel")),
            absolute: Capabilities.BitField(attribute("capabilities/abs")),
            lights: Capabilities.BitField(attribute("capabilities/led")))
        if let hid = unsafe udev_device_get_parent_with_subsystem_devtype(device, "hid", nil) {
            rawFolder = unsafe text(udev_device_get_syspath(hid)).map { $0 + "/hidraw" }
        } else {
            rawFolder = nil
        }
    }

    /// Everything that is plugged in now, by the number of the node.
    static func all() -> [FoundDevice] {
        guard let udev = unsafe udev_new() else { return [] }
        defer { unsafe udev_unref(udev) }
        guard let enumeration = unsafe udev_enumerate_new(udev) else { return [] }
        defer { unsafe udev_enumerate_unref(enumeration) }
        unsafe udev_enumerate_add_match_subsystem(enumeration, "input")
        unsafe udev_enumerate_add_match_sysname(enumeration, "event*")
        unsafe udev_enumerate_scan_devices(enumeration)
        var found: [FoundDevice] = []
        var entry = unsafe udev_enumerate_get_list_entry(enumeration)
        while let current = unsafe entry {
            if let path = unsafe udev_list_entry_get_name(current),
                let device = unsafe udev_device_new_from_syspath(udev, path)
            {
                if let one = unsafe FoundDevice(device) { found.append(one) }
                unsafe udev_device_unref(device)
            }
            unsafe entry = unsafe udev_list_entry_get_next(current)
        }
        return found.sorted {
            ($0.identity.node.count, $0.identity.node) < ($1.identity.node.count, $1.identity.node)
        }
    }
}

private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
    guard let pointer = unsafe pointer else { return nil }
    return unsafe String(cString: pointer)
}

private func isEventNode(_ node: String) -> Bool { node.hasPrefix("/dev/input/event") }
