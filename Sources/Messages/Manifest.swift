public import Control
internal import JSON5
public import Spatial

/// What a cell declares about itself, once: stored first in every recording.
///
/// Written by the integrator as JSON5. A field that an enabled feature needs and that is missing is
/// refused by name, never defaulted: see ``init(text:)``.
public struct Manifest: Sendable {
    public static let version = 1

    public struct Robot: Sendable, Equatable {
        public var name = ""
        /// Exports never mix simulated and real episodes unless told.
        public var simulated = false
    }

    public struct Policy: Sendable, Equatable {
        public var id = ""
        public var version = ""
        /// Digest of the weights, as the integrator computes it.
        public var hash = ""
        /// Names of what it reports of itself, each 0 to 1.
        public var gauges: [String] = []
        public var instruction = ""
        /// `id version`, as steps name it.
        public var label: String { id + " " + version }
    }

    /// What a group is.
    public enum GroupKind: String, Sendable, CaseIterable {
        case arm, torso, head, base, hand
    }

    /// One group beside what the arbiter needs of it.
    public struct Group: Sendable, Equatable {
        public var name = ""
        public var kind = GroupKind.arm
        public var joints: [String] = []
        /// Base frame of the group in the world.
        public var baseInWorld = Pose.identity
        /// Tool centre point in the flange frame.
        public var tcpInFlange = Pose.identity
        public var gripperUnit: String?
        public var wrenchFrame: String?
        /// Whether the wrench is what acts on the tool (`on_tool`) or what the tool exerts.
        public var wrenchOnTool = true
        public var tactile: TactileLayout?
    }

    public struct TactileLayout: Sendable, Equatable {
        public var rows = 0
        public var columns = 0
        public var unit = ""
    }

    public struct Camera: Sendable, Equatable {
        public var name = ""
        public var width = 0
        public var height = 0
        /// Hz
        public var rate = 0.0
    }

    /// An extra entry of the observation, beside the groups' own.
    public struct Feature: Sendable, Equatable {
        public var name = ""
        public var unit = ""
    }

    public var robot = Robot()
    /// How long the robot's driver waits for a command before it stops by itself; at most 200 ms.
    /// nil: it does not, and operator authority is refused on hardware.
    public var driverWatchdog: Nanoseconds?
    /// How long an episode may run before the runtime truncates it; nil where it never does, or
    /// does not say. The console counts down to it.
    public var episodeLimit: Nanoseconds?
    public var policy = Policy()
    public var groups: [Group] = []
    public var cameras: [Camera] = []
    public var features: [Feature] = []
    public var control = ControlConfiguration()
    /// The text it was read from, in canonical form: what crosses the link and lands on disk.
    public private(set) var text = ""

    /// Reads a manifest, or says everything that is wrong with it at once.
    public init(text: String) throws(ManifestError) {
        let root: JSON5Value
        do {
            root = try JSON5Text.parse(text)
        } catch {
            throw ManifestError(issues: [.init(path: "manifest", problem: error.description)])
        }
        var reader = ManifestReader()
        self.init(root, &reader)
        guard reader.issues.isEmpty else { throw ManifestError(issues: reader.issues) }
        guard let canonical = try? JSONText.encode(root) else {
            throw ManifestError(issues: [
                .init(path: "manifest", problem: "holds a number that is not finite")
            ])
        }
        self.text = canonical
    }

    private init(_ root: JSON5Value, _ reader: inout ManifestReader) {
        let top = ManifestPlace(root, path: "")
        if reader.integer(top, "manifest", in: 1...1000) != Manifest.version {
            reader.refuse(top, "manifest", "is not 1, the only version this program knows")
        }
        readRobot(reader.object(top, "robot"), &reader)
        readControl(reader.object(top, "control"), &reader)
        readPolicy(reader.object(top, "policy"), &reader)
        cameras = reader.list(top, "cameras", count: 0...8).map { Manifest.camera($0, &reader) }
        features = reader.list(top, "features", count: 0...256).map {
            Feature(name: reader.name($0, "name"), unit: reader.string($0, "unit"))
        }
        let places = reader.list(top, "groups", count: 1...Control.maximumGroups)
        let names = places.map { reader.name($0, "name") }
        for (index, place) in places.enumerated() {
            let (group, configuration) = Manifest.group(
                place, name: names[index], among: names, &reader)
            groups.append(group)
            control.groups.append(configuration)
        }
        reader.refuseRepeated(names, of: "groups")
        checkBonds(places, &reader)
        reader.refuseRepeated(cameras.map(\.name), of: "cameras")
        checkTogether(&reader)
        reader.refuseUnknown(in: top)
    }

    /// Width of the whole action vector: the groups' entries one after the other.
    public var actionWidth: Int {
        control.groups.indices.reduce(0) { $0 + control.groups[$1].entryCount }
    }

    /// Where group `index` starts in the action vector.
    public func actionOffset(ofGroup index: Int) -> Int {
        (0..<max(0, index)).reduce(0) { $0 + control.groups[$1].entryCount }
    }

    public func groupIndex(named name: String) -> Int? { groups.firstIndex { $0.name == name } }
}
