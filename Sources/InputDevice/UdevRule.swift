/// The udev rule that lets the person at the seat open 3D mice.
public enum UdevRule {
    /// Must sort before 73-seat-late.rules, which turns the tag into a permission: a name that
    /// starts with 99 would do nothing until the next login.
    public static let fileName = "70-reins-3dmouse.rules"

    /// The whole file. `ATTRS{id/vendor}` is the input device's, so it holds by cable and by
    /// Bluetooth alike.
    public static var text: String {
        let products = DeviceVerdict.logitechPucks.map { String($0, radix: 16) }
        let raw = products.map { "*:046D:" + $0.uppercased() + ".*" }
        return """
            # Lets the person at the seat read 3D mice and switch their light. Install as
            # /etc/udev/rules.d/\(fileName), then:
            #   udevadm control --reload && udevadm trigger -s input -s hidraw
            SUBSYSTEM=="input", KERNEL=="event*", ATTRS{id/vendor}=="256f", TAG+="uaccess"
            SUBSYSTEM=="input", KERNEL=="event*", ATTRS{id/vendor}=="046d", \
            ATTRS{id/product}=="\(products.joined(separator: "|"))", TAG+="uaccess"
            # Their raw reports: of a mouse that is heard to repeat itself a still push is believed.
            SUBSYSTEM=="hidraw", KERNELS=="*:256F:*", TAG+="uaccess"
            SUBSYSTEM=="hidraw", KERNELS=="\(raw.joined(separator: "|"))", TAG+="uaccess"

            """
    }
}
