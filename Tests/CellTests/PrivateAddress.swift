import Glibc

/// An `ipc://` address in a directory that only this user can reach.
func privateAddress() -> String {
    let path = "/tmp/reins-cell-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    let isMade = unsafe mkdir(path, 0o700) == 0
    return isMade ? "ipc://\(path)/cell" : "ipc:///nowhere"
}
