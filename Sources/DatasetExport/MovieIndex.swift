/// The index of a movie with one track of JPEGs: the box `moov`.
struct MovieIndex {
    var picture: JPEGHeader
    /// Bytes of each picture; they follow one another.
    var sizes: [UInt32]
    /// Ticks a second.
    var timescale: Int
    var ticksPerPicture: Int
    /// File offset of the first picture.
    var dataStart: Int

    private var duration: UInt64 { UInt64(sizes.count) * UInt64(ticksPerPicture) }

    func encoded() -> [UInt8] {
        var boxes = MovieBoxes()
        boxes.box("moov") { moov in
            movieHeader(&moov)
            moov.box("trak") { track in
                trackHeader(&track)
                track.box("mdia") { media in
                    mediaHeader(&media)
                    media.box("minf") { information in
                        information.fullBox("vmhd", flags: 1) { $0.zeros(8) }
                        information.box("dinf") { data in
                            data.fullBox("dref") { references in
                                references.integer(UInt32(1))
                                references.fullBox("url ", flags: 1) { _ in }  // in this file
                            }
                        }
                        information.box("stbl") { sampleTable(&$0) }
                    }
                }
            }
        }
        return boxes.bytes
    }

    // Version 1 of the headers: their durations have 64 bits. Times of making are 0, not known:
    // the same pictures give the same file.

    private func movieHeader(_ moov: inout MovieBoxes) {
        moov.fullBox("mvhd", version: 1) { box in
            box.zeros(16)
            box.integer(UInt32(timescale))
            box.integer(duration)
            box.integer(UInt32(0x10000))  // rate
            box.integer(UInt16(0x100))  // volume
            box.zeros(10)
            box.unityMatrix()
            box.zeros(24)
            box.integer(UInt32(2))  // next track
        }
    }

    private func trackHeader(_ track: inout MovieBoxes) {
        track.fullBox("tkhd", version: 1, flags: 3) { box in  // enabled, in the movie
            box.zeros(16)
            box.integer(UInt32(1))  // track
            box.zeros(4)
            box.integer(duration)
            box.zeros(16)
            box.unityMatrix()
            box.integer(UInt32(picture.width) << 16)
            box.integer(UInt32(picture.height) << 16)
        }
    }

    private func mediaHeader(_ media: inout MovieBoxes) {
        media.fullBox("mdhd", version: 1) { box in
            box.zeros(16)
            box.integer(UInt32(timescale))
            box.integer(duration)
            box.integer(UInt16(0x55C4))  // language: undetermined
            box.zeros(2)
        }
        media.fullBox("hdlr") { box in
            box.zeros(4)
            box.text("vide")
            box.zeros(12)
            box.text("camera")
            box.zeros(1)
        }
    }

    /// No `stss`: without one every picture can be sought to, which is the case.
    private func sampleTable(_ table: inout MovieBoxes) {
        table.fullBox("stsd") { box in
            box.integer(UInt32(1))
            box.box("mp4v") { sampleEntry(&$0) }
        }
        table.fullBox("stts") { box in
            box.integers([1, UInt32(sizes.count), UInt32(ticksPerPicture)] as [UInt32])
        }
        table.fullBox("stsc") { $0.integers([1, 1, 1, 1] as [UInt32]) }  // one picture a chunk
        table.fullBox("stsz") { box in
            box.integers([0, UInt32(sizes.count)] as [UInt32])
            box.integers(sizes)
        }
        table.fullBox("co64") { box in
            box.integer(UInt32(sizes.count))
            var offset = UInt64(dataStart)
            for size in sizes {
                box.integer(offset)
                offset += UInt64(size)
            }
        }
    }

    private func sampleEntry(_ box: inout MovieBoxes) {
        box.zeros(6)
        box.integer(UInt16(1))  // data reference
        box.zeros(16)
        box.integers([UInt16(picture.width), UInt16(picture.height)] as [UInt16])
        box.integers([0x0048_0000, 0x0048_0000, 0] as [UInt32])  // 72 dots an inch
        box.integer(UInt16(1))
        box.zeros(32)
        box.integers([24, 0xFFFF] as [UInt16])
        box.fullBox("esds") { box in
            // MPEG-4 descriptors: stream 1, decoder "JPEG" (0x6C), visual, no timing of its own.
            box.integers([0x03, 21, 0, 1, 0, 0x04, 13, 0x6C, 0x11] as [UInt8])
            box.zeros(11)
            box.integers([0x06, 1, 0x02] as [UInt8])
        }
    }
}
