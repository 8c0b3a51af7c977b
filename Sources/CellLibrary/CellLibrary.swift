// The names are those of the C header.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

internal import CReinsCell

/// The C interface of `Sources/CReinsCell/include/reins_cell.h`, on top of `Cell`.
///
/// Every function is implemented with `@c @implementation`, so that the compiler compares its
/// signature with the header's. Nothing of the caller's is trusted: pointers are checked for null
/// and alignment, structures by their `size`, handles by looking them up (they are numbers, not
/// addresses), numbers and enumerations by their values. What is refused gets a status and the
/// calling thread's sentence.
///
/// Must not know: anything about control that `Cell` does not offer.
/// Start at `Exports.swift`.
enum CellLibrary {
    static let version: UInt32 = 0x0001_0000
    static let maximumManifestBytes = 1 << 20
    static let maximumTextBytes = 4096
}

@c @implementation
public func reins_cell_version() -> UInt32 { CellLibrary.version }
