import Testing

/// Who may import whom. A module is made only where it forbids something: this table is what it
/// forbids. What is not listed is forbidden.
@Suite("Imports go downward only")
struct ImportTests {
    static let pure: Set<String> = [
        "Spatial", "Screen", "JSON5", "CDR", "MCAP", "Parquet", "Control", "Keymap", "Messages",
        "Recording", "Simulation", "FaultSimulation", "Console",
    ]

    static let allowed: [String: Set<String>] = [
        "Spatial": [], "Screen": [], "JSON5": [], "CDR": [], "MCAP": ["CDeflate"], "Parquet": [],
        "Control": ["Spatial"],
        "Keymap": ["JSON5"],
        "Messages": ["Control", "Spatial", "CDR", "JSON5"],
        "Recording": ["Messages", "Control", "Spatial"],
        "Simulation": ["Messages", "Control", "Spatial", "JSON5"],
        "FaultSimulation": ["Simulation", "Control", "Spatial"],
        "Console": [
            "Recording", "Messages", "Control", "Spatial", "Keymap", "Screen", "JSON5",
        ],
        "InputDevice": ["Control", "Spatial", "CEvdev", "CUdev", "CLinux"],
        "Link": ["Messages", "CDR", "Control", "CZMQ", "CSodium", "CLinux"],
        "MCAPCompression": ["MCAP", "CZstd", "CLZ4"],
        "Storage": [
            "Recording", "Messages", "Control", "CDR", "MCAP", "MCAPCompression", "CSodium",
            "CLinux",
        ],
        "Camera": ["CTurboJPEG"],
        "DatasetExport": [
            "Recording", "Messages", "Control", "Spatial", "Parquet", "JSON5", "CZstd",
            "CSodium", "Threads", "CLinux",
        ],
        "Threads": ["CLinux"],
        "Terminal": ["Screen", "Keymap", "CNcurses", "CLinux"],
        "Cell": ["Control", "Messages", "Spatial", "CDR", "Link", "CLinux"],
        "SimulatedCell": [
            "Cell", "Simulation", "Camera", "Link", "Storage", "Messages", "Control", "Spatial",
            "CDR", "Threads",
        ],
        "Session": [
            "Console", "Recording", "Messages", "Control", "Spatial", "Keymap", "Screen", "JSON5",
            "CDR", "MCAP", "InputDevice", "Link", "Storage", "Camera", "DatasetExport", "Terminal",
            "Threads", "CLinux",
        ],
        "reins": [
            "Session", "SimulatedCell", "Cell", "BuiltinKeymaps", "Link", "Messages", "Recording",
            "Storage", "DatasetExport", "InputDevice", "Control", "Keymap", "Console", "CLinux",
        ],
        "bench": [
            "Cell", "CAllocationCount", "Console", "Control", "CDR", "CLinux", "Keymap",
            "BuiltinKeymaps", "Link", "MCAP", "MCAPCompression", "Messages", "Recording", "Screen",
            "Simulation", "Spatial", "Storage", "Terminal",
        ],
        "soak": ["FaultSimulation"],
        "CellLibrary": ["Cell", "CReinsCell", "Control", "Messages", "Spatial", "CLinux"],
    ]

    /// Parts of the toolchain that the modules above the line may use.
    static let toolchain: Set<String> = ["Glibc", "Synchronization"]

    private func imports(_ file: SourceTree.File) -> [String] {
        file.lines.compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard let at = words.firstIndex(of: "import"), at <= 2, at + 1 < words.count,
                words[..<at].allSatisfy({
                    ["public", "internal", "private", "package", "@testable"].contains($0)
                })
            else { return nil }
            return words[at + 1]
        }
    }

    @Test("every import is in the table")
    func table() {
        for file in SourceTree.shared.swift where file.isSource {
            for name in imports(file) {
                let isGranted = ImportTests.allowed[file.module]?.contains(name) ?? false
                let isTool =
                    ImportTests.toolchain.contains(name)
                    && (!ImportTests.pure.contains(file.module)
                        || file.path == "Sources/Spatial/Elementary.swift")
                #expect(isGranted || isTool, "\(file.path) imports \(name)")
            }
        }
    }

    @Test("nothing in the product imports Foundation")
    func noFoundation() {
        for file in SourceTree.shared.swift where file.isSource {
            #expect(!imports(file).contains { $0.hasPrefix("Foundation") }, "\(file.path)")
        }
    }

    @Test("each C library has one importer")
    func oneImporter() {
        var importers: [String: Set<String>] = [:]
        for file in SourceTree.shared.swift where file.isSource {
            for name in imports(file) where name.hasPrefix("C") && name != "CLinux" && name != "CDR"
            {
                guard !ImportTests.allowed.keys.contains(name) else { continue }
                importers[name, default: []].insert(file.module)
            }
        }
        #expect(!importers.isEmpty)
        // Compression and digests are wanted by the link or the disk, and by the export.
        let shared: Set = ["CZstd", "CSodium"]
        for (library, modules) in importers where !shared.contains(library) {
            #expect(modules.count == 1, "\(library) is imported by \(modules.sorted())")
        }
    }
}
