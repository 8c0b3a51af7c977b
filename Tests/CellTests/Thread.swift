import Cell
import Glibc

/// A thread of the system, for what would keep one of the few that tests share.
struct Thread {
    private var identifier = pthread_t()

    init(closing cell: Cell) {
        let box = unsafe Unmanaged.passRetained(cell).toOpaque()
        _ = unsafe pthread_create(&identifier, nil, closeCell, box)
    }

    func join() { _ = pthread_join(identifier, nil) }
}

private func closeCell(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument = unsafe argument {
        unsafe Unmanaged<Cell>.fromOpaque(argument).takeRetainedValue().close()
    }
    return nil
}
