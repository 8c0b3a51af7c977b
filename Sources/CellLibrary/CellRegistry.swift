internal import CReinsCell
internal import Cell
internal import Glibc
internal import Synchronization

/// An open cell with the buffers of its stepping thread.
final class OpenCell: Sendable {
    struct Buffers: Sendable {
        var state: RobotState
        var command = CellCommand()
    }
    let cell: Cell
    let buffers: Mutex<Buffers>

    init(_ cell: Cell) {
        self.cell = cell
        buffers = Mutex(Buffers(state: cell.emptyState()))
    }
}

/// The open cells of this process. A handle is a number that names a place in this table and the
/// opening it came from: one that is closed, stale or made up is found out by looking it up, and no
/// memory is ever touched through it.
final class CellRegistry: Sendable {
    static let shared = CellRegistry()
    private static let places = 16

    private struct Place: Sendable {
        var opening: UInt32 = 0
        var open: OpenCell?
    }
    private let table = Mutex([Place](repeating: Place(), count: CellRegistry.places))
    /// The process that opened the first cell; 0 before.
    private let owner = Atomic<Int32>(0)

    /// The child of a fork has the memory of its parent but not its threads: locks may be held by
    /// nobody, the link thread is missing. It is refused before anything is touched.
    func checkProcess() throws(Refused) {
        let process = owner.load(ordering: .acquiring)
        guard process == 0 || process == getpid() else {
            throw Refused(
                REINS_FORKED,
                "This process was forked from one with an open cell: start it with spawn, or open "
                    + "the cell only in the child.")
        }
    }

    /// - Returns: the handle.
    func add(_ cell: OpenCell) throws(Refused) -> UInt {
        if owner.compareExchange(expected: 0, desired: getpid(), ordering: .acquiringAndReleasing)
            .exchanged
        {
            _ = atexit(closeAllCells)
        }
        let handle = table.withLock { table -> UInt? in
            guard let place = table.firstIndex(where: { $0.open == nil }) else { return nil }
            table[place].opening = (table[place].opening &+ 1) & 0xFF_FFFF
            table[place].open = cell
            return CellRegistry.handle(place, table[place].opening)
        }
        guard let handle else {
            throw Refused(REINS_TOO_MANY, "16 cells are open in this process: close one first.")
        }
        return handle
    }

    func cell(_ handle: OpaquePointer?) throws(Refused) -> OpenCell {
        try checkProcess()
        let number = UInt(bitPattern: handle)
        let found = table.withLock { table -> OpenCell? in
            CellRegistry.place(of: number, in: table).flatMap { table[$0].open }
        }
        guard let found else { throw CellRegistry.badHandle }
        return found
    }

    /// Takes a cell out of the table: later calls with its handle are refused.
    func remove(_ handle: OpaquePointer?) throws(Refused) -> OpenCell {
        try checkProcess()
        let number = UInt(bitPattern: handle)
        let found = table.withLock { table -> OpenCell? in
            guard let place = CellRegistry.place(of: number, in: table) else { return nil }
            defer { table[place].open = nil }
            return table[place].open
        }
        guard let found else { throw CellRegistry.badHandle }
        return found
    }

    func closeAll() {
        guard owner.load(ordering: .acquiring) == getpid() else { return }
        let open = table.withLock { table in
            let open = table.compactMap(\.open)
            for place in table.indices { table[place].open = nil }
            return open
        }
        for cell in open { cell.cell.close() }
    }

    private static let badHandle = Refused(
        REINS_BAD_HANDLE, "This is not the handle of an open cell: it was closed, or never opened.")

    /// `5EC1`, the opening (24 bits), the place, `D`: odd, so that it is no address of a structure.
    private static func handle(_ place: Int, _ opening: UInt32) -> UInt {
        let bits = UInt64(0x5EC1_0000_0000) | UInt64(opening) << 8 | UInt64(place & 0xF) << 4 | 0xD
        return UInt(truncatingIfNeeded: bits)
    }

    private static func place(of given: UInt, in table: [Place]) -> Int? {
        table.indices.first {
            table[$0].open != nil && given == handle($0, table[$0].opening)
        }
    }
}

/// At exit: consoles get their farewell, and no thread of ours runs while the C library ends.
private func closeAllCells() { CellRegistry.shared.closeAll() }
