/// Recordings on disk: written while a session runs, repaired after a crash, read afterwards.
///
/// A recording is `NAME.mcap.partial` while it is open and `NAME.mcap` when it is complete: an
/// unfinished file never carries the final name. What has been synced survives `kill -9` and a
/// power cut; at the next start ``RecordingRepair`` makes the rest whole.
///
/// What it must not know: what is inside a message, clocks (the time comes as an argument),
/// threads, and the screen. One thread owns a ``RecordingFile``.
///
/// Where to start reading: `RecordingFile.swift`. Every system call is in `Disk.swift`, which
/// can be told to fail at its n-th call; every failure is a ``StorageError`` that names the file,
/// the operation, the reason and what to do about it.
enum Storage {
    /// The end of a complete recording's name.
    static let suffix = ".mcap"
    /// The end of an open recording's name.
    static let partialSuffix = ".mcap.partial"
    /// The end of the name of what is about to take a complete recording's place.
    static let replacementSuffix = ".mcap.thinning"
}
