import JSON5

// How deflection becomes speed.

extension KeymapReader {
    mutating func readMotion(_ value: JSON5Value, into motion: inout MotionSettings) {
        let allowed =
            MotionSettings.numbers.map(\.name) + [
                "translationGain", "rotationGain", "speedLevels", "startSpeed", "gate", "frame",
                "axes", "operatorYaw",
            ]
        let members = members(of: value, allowed: allowed, what: "\"motion\"")
        for entry in MotionSettings.numbers {
            guard let value = members[entry.name] else { continue }
            motion[keyPath: entry.path] = number(value, entry.name, entry.range, entry.unit) ?? 0
        }
        if let gains = members["translationGain"] {
            motion.translationGain = self.gains(gains, "translationGain") ?? .one
        }
        if let gains = members["rotationGain"] {
            motion.rotationGain = self.gains(gains, "rotationGain") ?? .one
        }
        readSpeeds(members, into: &motion)
        if let gate = members["gate"] { motion.gate = choice(gate, "gate") ?? .all }
        if let frame = members["frame"] { motion.frame = choice(frame, "frame") ?? .base }
        if let axes = members["axes"] { motion.axes = self.axes(axes) ?? motion.axes }
        if let yaw = members["operatorYaw"] {
            let degrees = number(yaw, "operatorYaw", -180...180, " degrees") ?? 0
            motion.operatorYaw = degrees * .pi / 180
        }
    }

    private mutating func number(
        _ value: JSON5Value, _ name: String, _ range: ClosedRange<Double>, _ unit: String
    ) -> Double? {
        guard let number = value.number else {
            refuse(value.position, "\(name) must be a number, not \(value.kindName)")
            return nil
        }
        guard range.contains(number) else {
            refuse(
                value.position,
                "\(name) is \(plain(number)); it must be \(plain(range.lowerBound)) to "
                    + plain(range.upperBound) + unit)
            return nil
        }
        return number
    }

    private mutating func gains(_ value: JSON5Value, _ name: String) -> SIMD3<Double>? {
        guard let values = value.array, values.count == 3 else {
            refuse(value.position, "\(name) must be an array of three numbers, for x, y and z")
            return nil
        }
        var gains = SIMD3<Double>.one
        for (axis, value) in values.enumerated() {
            gains[axis] = number(value, name, 0...4, "") ?? 1
        }
        return gains
    }

    private mutating func readSpeeds(
        _ members: [String: JSON5Value], into motion: inout MotionSettings
    ) {
        if let levels = members["speedLevels"] {
            let values = levels.array ?? []
            if !(1...8 ~= values.count) {
                refuse(levels.position, "speedLevels must be an array of 1 to 8 shares")
                return
            }
            let shares = values.compactMap { number($0, "a speed level", 0.02...1, "") }
            guard shares.count == values.count else { return }
            if zip(shares, shares.dropFirst()).contains(where: { $0 >= $1 }) {
                refuse(levels.position, "speedLevels must ascend")
            }
            motion.speedLevels = shares
            motion.startLevel = shares.count - 1
        }
        if let start = members["startSpeed"] {
            guard let share = number(start, "startSpeed", 0.02...1, "") else { return }
            guard let level = motion.speedLevels.firstIndex(of: share) else {
                let levels = motion.speedLevels.map(plain).joined(separator: ", ")
                refuse(start.position, "startSpeed must be one of the speedLevels: \(levels)")
                return
            }
            motion.startLevel = level
        }
    }

    private mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ value: JSON5Value, _ name: String
    ) -> Choice? {
        guard let text = text(value) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        refuse(value.position, "\(name) cannot be \"\(text)\"; allowed are \(names)")
        return nil
    }

    private mutating func axes(_ value: JSON5Value) -> [MotionSettings.SignedAxis]? {
        let members = members(of: value, allowed: ["x", "y", "z"], what: "\"axes\"")
        var axes: [MotionSettings.SignedAxis] = []
        for name in ["x", "y", "z"] {
            guard let member = members[name] else {
                refuse(value.position, "axes needs \(name), such as \(name): \"+\(name)\"")
                return nil
            }
            guard let axis: MotionSettings.SignedAxis = choice(member, "axes.\(name)") else {
                return nil
            }
            axes.append(axis)
        }
        guard Set(axes.map(\.letter)).count == 3 else {
            refuse(value.position, "axes must use each of the puck's x, y and z once")
            return nil
        }
        return axes
    }
}

/// A number as people write it: without ".0".
private func plain(_ number: Double) -> String {
    let text = number.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
