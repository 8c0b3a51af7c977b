internal import CReinsCell
internal import Cell

/// Why a call was refused: a status and one sentence.
struct Refused: Error {
    var status: reins_status
    var sentence: String

    init(_ status: reins_status, _ sentence: String) {
        self.status = status
        self.sentence = sentence
    }

    init(_ error: CellError) {
        sentence = error.sentence
        status =
            switch error {
            case .manifest: REINS_BAD_MANIFEST
            case .link: REINS_LINK
            case .closed: REINS_CLOSED
            case .busy: REINS_BUSY
            case .wrongSize: REINS_BAD_SIZE
            case .notFinite: REINS_NOT_FINITE
            case .clockWentBack, .notMonotonicClock, .badTimes: REINS_BAD_TIME
            case .unknownObservation: REINS_BAD_OBSERVATION
            case .badImage: REINS_BAD_ARGUMENT
            case .full: REINS_FULL
            case .noSuch: REINS_UNKNOWN
            }
    }

    static func argument(_ sentence: String) -> Refused {
        Refused(REINS_BAD_ARGUMENT, sentence)
    }
}

/// Runs a call's body; a refusal becomes its status, and its sentence the thread's.
func answering(_ body: () throws(Refused) -> Int32) -> Int32 {
    do throws(Refused) {
        return try body()
    } catch {
        let place = unsafe UnsafeMutableBufferPointer(
            start: reins_cell_thread_sentence(), count: Int(REINS_SENTENCE_CAPACITY))
        _ = unsafe copy(error.sentence, to: place)
        return error.status.rawValue
    }
}

/// Copies text with a terminating zero, cut at a character where it does not fit.
/// - Returns: the length of the whole text, without the zero.
func copy(_ text: String, to place: UnsafeMutableBufferPointer<CChar>) -> Int32 {
    let whole = Int32(clamping: text.utf8.count)
    guard place.count > 0 else { return whole }
    var used = 0
    for scalar in text.unicodeScalars {
        let bytes = UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
        guard used &+ bytes.count < place.count else { break }
        for byte in bytes {
            unsafe place[used] = CChar(bitPattern: byte)
            used &+= 1
        }
    }
    unsafe place[used] = 0
    return whole
}
