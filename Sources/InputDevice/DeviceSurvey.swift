import Control
import Glibc

/// One look at what is plugged in.
public enum DeviceSurvey {
    /// Opens each puck for a moment. A device that another program holds is told by a grab that
    /// lasts for microseconds.
    public static func take(_ configuration: InputConfiguration = InputConfiguration())
        -> [DeviceReport]
    {
        FoundDevice.all().compactMap { found in
            let isAdmitted = configuration.admittedPucks.contains { $0.matches(found.identity) }
            let verdict = DeviceVerdict(found.identity, found.capabilities, isAdmitted: isAdmitted)
            switch verdict {
            case .puck: return puck(found, verdict)
            case .keys: return keys(found, verdict)
            case .refused:
                return DeviceReport(identity: found.identity, verdict: verdict, access: .unasked)
            case .other: return nil
            }
        }
    }

    private static func puck(_ found: FoundDevice, _ verdict: DeviceVerdict) -> DeviceReport {
        var report = DeviceReport(identity: found.identity, verdict: verdict, access: .unasked)
        do throws(OpenFailure) {
            let handle = try EvdevHandle(node: found.identity.node)
            report.access = .open(
                handle.kind, PuckButtonTable { handle.has(EventCode.key, $0) },
                hasLight: handle.hasLight)
            if handle.grab() == EBUSY {
                report.other = .holding(found.identity.node)
            } else {
                handle.ungrab()
            }
        } catch { report.access = .refused(error) }
        return report
    }

    /// A keyboard is never grabbed, not even for a moment: somebody may be typing on it.
    private static func keys(_ found: FoundDevice, _ verdict: DeviceVerdict) -> DeviceReport {
        var report = DeviceReport(identity: found.identity, verdict: verdict, access: .unasked)
        do throws(OpenFailure) {
            let handle = try EvdevHandle(node: found.identity.node)
            report.access = .open(nil, .numbered, hasLight: handle.hasLight)
        } catch { report.access = .refused(error) }
        return report
    }
}
