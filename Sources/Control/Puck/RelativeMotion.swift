/// The cap of a relative device. Zero never arrives from it, so zero is concluded: from an axis
/// missing in its group's frame, from a missing report of the other group, and from silence.
struct RelativeMotion: Sendable {
    /// One report of the device: three axes that always travel together.
    private struct Group: Sendable {
        var counts = SIMD3<Int32>.zero
        /// Of the last frame that carried it, ns.
        var stamp: Int64 = 0
        /// Frames of the other group since.
        var missed = 0

        mutating func take(_ axes: SIMD3<Int32>, at stamp: Int64) {
            for axis in 0..<3 { counts[axis] = PuckCounts.clamped(axes[axis]) }
            self.stamp = stamp
            missed = 0
        }

        /// A report was due between two of the other group's, and held only zeros.
        mutating func miss(at stamp: Int64, settings: PuckSettings) {
            missed = min(missed + 1, 2)
            if missed == 2, stamp &- self.stamp >= settings.splitSilence { counts = .zero }
        }

        func deadline(_ settings: PuckSettings) -> Int64? {
            counts == .zero ? nil : stamp &+ settings.groupSilence
        }
    }

    private var translation = Group()
    private var rotation = Group()

    var counts: PuckCounts {
        PuckCounts(translation: translation.counts, rotation: rotation.counts)
    }

    mutating func apply(_ frame: PuckFrame, settings: PuckSettings) {
        let stamp = frame.stamp
        if frame.hasTranslation { translation.take(frame.axes.translation, at: stamp) }
        if frame.hasRotation { rotation.take(frame.axes.rotation, at: stamp) }
        switch (frame.hasTranslation, frame.hasRotation) {
        case (true, false): rotation.miss(at: stamp, settings: settings)
        case (false, true): translation.miss(at: stamp, settings: settings)
        case (true, true), (false, false): break
        }
    }

    /// - Returns: whether a group fell silent.
    mutating func advance(to now: Int64, settings: PuckSettings) -> Bool {
        var changed = false
        if let deadline = translation.deadline(settings), now >= deadline {
            translation.counts = .zero
            changed = true
        }
        if let deadline = rotation.deadline(settings), now >= deadline {
            rotation.counts = .zero
            changed = true
        }
        return changed
    }

    func nextDeadline(_ settings: PuckSettings) -> Int64? {
        switch (translation.deadline(settings), rotation.deadline(settings)) {
        case (let a?, let b?): min(a, b)
        case (let a?, nil): a
        case (nil, let b): b
        }
    }

    mutating func clear() {
        translation.counts = .zero
        rotation.counts = .zero
    }
}
