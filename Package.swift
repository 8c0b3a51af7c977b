// swift-tools-version: 6.2
import PackageDescription

// Every Swift target is compiled with these, see the loop at the end: no target can opt out.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A module of the product, in `Sources/NAME`. The Tidy test holds the table of who may import whom.
func module(_ name: String, _ dependencies: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies.map { .byName(name: $0) })
}

/// The tests of one module, in `Tests/NAMETests`.
func tests(_ name: String, _ dependencies: [String], exclude: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: dependencies.map { .byName(name: $0) },
        exclude: exclude)
}

/// A C library of the system, in `Sources/NAME` (a module map and a shim).
func system(_ name: String, apt: String, pkgConfig: String? = nil) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let package = Package(
    name: "reins",
    products: [
        .executable(name: "reins", targets: ["reins"]),
        .library(name: "reins_cell", type: .dynamic, targets: ["CellLibrary"]),
        // Formats that stand alone and may be used by anyone.
        .library(name: "MCAP", targets: ["MCAP"]),
        .library(name: "MCAPCompression", targets: ["MCAPCompression"]),
        .library(name: "CDR", targets: ["CDR"]),
        .library(name: "Parquet", targets: ["Parquet"]),
    ],
    targets: [
        // MARK: level 0, pure: import nothing of ours
        module("Spatial"),
        module("Screen"),
        module("JSON5"),
        module("CDR"),
        module("MCAP", ["CDeflate"]),
        module("Parquet"),

        // MARK: levels 1 to 3, pure: no I/O, no clock, no lock, no thread, no chance
        module("Control", ["Spatial"]),
        module("Keymap", ["JSON5"]),
        module("Messages", ["Control", "Spatial", "CDR", "JSON5"]),
        module("Recording", ["Messages", "Control", "Spatial"]),
        module("Simulation", ["Messages", "Control", "Spatial", "JSON5"]),
        module("FaultSimulation", ["Simulation", "Control", "Spatial"]),
        module(
            "Console", ["Recording", "Messages", "Control", "Spatial", "Keymap", "Screen", "JSON5"]),

        // MARK: level 4, effects: one outside thing each
        module("InputDevice", ["Control", "Spatial", "CEvdev", "CUdev", "CLinux"]),
        module("Link", ["Messages", "Control", "CDR", "CZMQ", "CSodium", "CLinux"]),
        module("MCAPCompression", ["MCAP", "CZstd", "CLZ4"]),
        module(
            "Storage",
            [
                "Recording", "Messages", "Control", "CDR", "MCAP", "MCAPCompression", "CSodium",
                "CLinux",
            ]),
        module("Camera", ["CTurboJPEG"]),
        module(
            "DatasetExport",
            [
                "Recording", "Messages", "Control", "Spatial", "Parquet", "JSON5", "CZstd",
                "CSodium", "Threads", "CLinux",
            ]),
        module("Threads", ["CLinux"]),
        module("Terminal", ["Screen", "Keymap", "CNcurses", "CLinux"]),

        // MARK: level 5: the only threads, deadlines, queues, signals
        module("Cell", ["Control", "Messages", "Spatial", "CDR", "Link", "CLinux"]),
        module(
            "SimulatedCell",
            [
                "Cell", "Simulation", "Camera", "Link", "Storage", "Messages", "Control", "Spatial",
                "CDR", "Threads",
            ]),
        module(
            "Session",
            [
                "Console", "Recording", "Messages", "Control", "Spatial", "Keymap", "Screen",
                "JSON5", "CDR", "MCAP", "InputDevice", "Link", "Storage", "Camera",
                "DatasetExport", "Terminal",
                "Threads", "CLinux",
            ]),

        // MARK: level 6: products
        .executableTarget(
            name: "reins",
            dependencies: [
                "Session", "SimulatedCell", "Cell", "BuiltinKeymaps", "Link", "Messages",
                "Recording",
                "Storage", "DatasetExport", "InputDevice", "Control", "Keymap", "Console",
            ].map { .byName(name: $0) }),
        // What `Scripts/bench` measures from inside; counts allocations, so not for anything else.
        .executableTarget(
            name: "bench",
            dependencies: [
                "Cell", "CAllocationCount", "Console", "Control", "CDR", "CLinux", "Keymap",
                "BuiltinKeymaps", "Link", "MCAP", "MCAPCompression", "Messages", "Recording",
                "Screen", "Simulation", "Spatial", "Storage", "Terminal",
            ].map { .byName(name: $0) }),
        // Lives of a cell under every fault, by the hour. Nothing of the product.
        .executableTarget(name: "soak", dependencies: ["FaultSimulation"]),
        module("CellLibrary", ["Cell", "CReinsCell", "Control", "Messages", "Spatial", "CLinux"]),
        .target(
            name: "BuiltinKeymaps",
            path: "Keymaps",
            sources: ["BuiltinKeymaps.swift"],
            resources: [.embedInCode("default.json5")]),

        // MARK: C
        .target(name: "CReinsCell"),
        .target(name: "CLinux"),
        system("CNcurses", apt: "libncursesw5-dev"),
        system("CEvdev", apt: "libevdev-dev", pkgConfig: "libevdev"),
        system("CUdev", apt: "libudev-dev"),
        system("CZMQ", apt: "libzmq3-dev"),
        system("CSodium", apt: "libsodium-dev"),
        system("CZstd", apt: "libzstd-dev"),
        system("CLZ4", apt: "liblz4-dev"),
        system("CDeflate", apt: "libdeflate-dev"),
        system("CTurboJPEG", apt: "libturbojpeg0-dev"),

        // MARK: tests
        tests("Spatial", ["Spatial"]),
        tests("Screen", ["Screen"]),
        tests("JSON5", ["JSON5"]),
        tests("CDR", ["CDR"]),
        tests("MCAP", ["MCAP", "MCAPCompression"]),
        tests("Parquet", ["Parquet", "CZstd"]),
        tests("Control", ["Control", "Spatial", "CAllocationCount"], exclude: ["Reference"]),
        tests("Keymap", ["Keymap", "BuiltinKeymaps", "JSON5"]),
        tests("Messages", ["Messages", "Control", "Spatial", "CDR", "JSON5"]),
        // A cell under the real arbiter, for the tests of everything that reads recordings.
        .target(
            name: "RecordedCell",
            dependencies: [
                "Storage", "Camera", "CDR", "Recording", "Messages", "Control", "Spatial",
            ]
            .map { .byName(name: $0) },
            path: "Tests/RecordedCell"),
        tests("Recording", ["Recording", "Messages", "Control", "Spatial", "RecordedCell"]),
        tests("FaultSimulation", ["FaultSimulation", "Control", "Spatial"]),
        tests("Simulation", ["Simulation", "Messages", "Control", "Spatial"]),
        tests(
            "Console",
            [
                "Console", "Recording", "Messages", "Control", "Spatial", "Keymap", "Screen",
                "Simulation", "JSON5", "BuiltinKeymaps", "RecordedCell",
            ],
            exclude: ["Golden"]),
        tests("InputDevice", ["InputDevice", "Control", "Spatial"], exclude: ["Fixtures"]),
        tests("Link", ["Link", "Messages", "Control", "CDR", "CLinux"]),
        tests(
            "Storage",
            [
                "Storage", "Recording", "Messages", "Control", "Spatial", "MCAP",
                "MCAPCompression", "CDR", "CLinux", "RecordedCell",
            ]),
        tests("Camera", ["Camera"]),
        tests(
            "DatasetExport",
            [
                "DatasetExport", "Recording", "Messages", "Control", "Spatial", "Parquet", "JSON5",
                "RecordedCell",
            ]),
        tests("Terminal", ["Terminal", "Screen", "Keymap", "CLinux"]),
        .target(name: "CAllocationCount", path: "Tests/CAllocationCount"),
        tests(
            "Cell", ["Cell", "Control", "Messages", "Spatial", "Link", "CDR", "CAllocationCount"]),
        tests("CellLibrary", ["CellLibrary", "CReinsCell"]),
        tests(
            "SimulatedCell",
            [
                "SimulatedCell", "Cell", "Simulation", "Link", "Storage", "Messages", "Control",
                "Spatial", "CDR", "Threads",
            ]),
        tests(
            "Session",
            [
                "Session", "Console", "Link", "Messages", "Recording", "Storage", "MCAP",
                "SimulatedCell", "CDR", "Cell", "Control", "Spatial", "RecordedCell", "Keymap",
                "BuiltinKeymaps", "InputDevice", "Simulation", "Threads", "CLinux",
            ]),
        tests("Tidy", []),
    ],
    swiftLanguageModes: [.v6]
)

let cTargets: Set<String> = ["CReinsCell", "CLinux", "CAllocationCount"]
for target in package.targets where target.type != .system && !cTargets.contains(target.name) {
    target.swiftSettings = (target.swiftSettings ?? []) + strict
}
