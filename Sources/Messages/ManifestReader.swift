internal import JSON5
internal import Spatial

/// One thing that is wrong with a manifest, named by its field.
public struct ManifestIssue: Sendable, Equatable {
    /// `groups[0].limits.linear_speed`
    public var path: String
    /// What is wrong with it, to follow the path in a sentence.
    public var problem: String
}

/// A manifest that cannot be used: every field that is missing or wrong, none guessed.
public struct ManifestError: Error, Sendable, Equatable {
    public var issues: [ManifestIssue]

    /// One line per field.
    public var sentence: String {
        issues.map { "manifest: \($0.path) \($0.problem)" }.joined(separator: "\n")
    }
}

/// A value of the manifest and the path to it.
struct ManifestPlace {
    let value: JSON5Value?
    let path: String

    init(_ value: JSON5Value?, path: String) {
        self.value = value
        self.path = path
    }

    func child(_ key: String) -> String { path.isEmpty ? key : path + "." + key }
}

/// Takes typed fields out of a manifest and collects what is wrong on the way, so that an
/// integrator sees all of it at once.
struct ManifestReader {
    private(set) var issues: [ManifestIssue] = []
    /// Paths of the fields that were looked at.
    private var known: Set<String> = []

    mutating func refuse(_ place: ManifestPlace, _ key: String, _ problem: String) {
        let position = (place.value?[key] ?? place.value)?.position
        let suffix = position.map { $0 == .none ? "" : " (\($0))" } ?? ""
        issues.append(ManifestIssue(path: place.child(key), problem: problem + suffix))
    }

    /// The field, or an issue where it is absent. A parent that is missing was refused already.
    private mutating func field(
        _ place: ManifestPlace, _ key: String, _ kind: String
    ) -> JSON5Value? {
        guard let parent = place.value else { return nil }
        known.insert(place.child(key))
        guard let value = parent[key], !value.isNull else {
            refuse(place, key, "is missing: declare it as \(kind)")
            return nil
        }
        return value
    }

    /// Whether the field is there and not null.
    mutating func has(_ place: ManifestPlace, _ key: String) -> Bool {
        known.insert(place.child(key))
        guard let found = place.value?[key] else { return false }
        return !found.isNull
    }

    /// Refuses what nobody looked at: a declaration without effect would be a promise not kept.
    mutating func refuseUnknown(in place: ManifestPlace) {
        for element in (place.value?.array ?? []).enumerated() {
            refuseUnknown(in: ManifestPlace(element.1, path: place.path + "[\(element.0)]"))
        }
        for member in place.value?.object ?? [] {
            let path = place.child(member.key)
            if known.contains(path) {
                refuseUnknown(in: ManifestPlace(member.value, path: path))
            } else {
                refuse(place, member.key, "means nothing here: correct the name, or remove it")
            }
        }
    }

    mutating func object(_ place: ManifestPlace, _ key: String) -> ManifestPlace {
        let value = field(place, key, "an object")
        if let value, value.object == nil {
            refuse(place, key, "is \(value.kindName), not an object")
            return ManifestPlace(nil, path: place.child(key))
        }
        return ManifestPlace(value, path: place.child(key))
    }

    mutating func list(_ place: ManifestPlace, _ key: String, count: ClosedRange<Int>)
        -> [ManifestPlace]
    {
        guard let value = field(place, key, "a list") else { return [] }
        guard let elements = value.array, count.contains(elements.count) else {
            refuse(
                place, key, "must be a list of \(count.lowerBound) to \(count.upperBound) elements")
            return []
        }
        return elements.enumerated().map {
            ManifestPlace($1, path: place.child(key) + "[\($0)]")
        }
    }

    mutating func string(_ place: ManifestPlace, _ key: String) -> String {
        guard let value = field(place, key, "a string") else { return "" }
        guard let text = value.string, text.utf8.count <= 200,
            !text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 })
        else {
            refuse(place, key, "must be a string of at most 200 bytes without control characters")
            return ""
        }
        return text
    }

    /// A word that can stand in a topic or column name.
    mutating func name(_ place: ManifestPlace, _ key: String) -> String {
        let text = string(place, key)
        let allowed = text.utf8.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || $0 == 95
        }
        if place.value?[key] != nil, text.isEmpty || !allowed || text.utf8.count > 40 {
            refuse(place, key, "must be 1 to 40 of a-z, 0-9 and _")
        }
        return text
    }

    mutating func flag(_ place: ManifestPlace, _ key: String) -> Bool {
        guard let value = field(place, key, "true or false") else { return false }
        guard let flag = value.bool else {
            refuse(place, key, "must be true or false")
            return false
        }
        return flag
    }

    mutating func number(_ place: ManifestPlace, _ key: String, in range: ClosedRange<Double>)
        -> Double
    {
        guard let value = field(place, key, "a number") else { return range.lowerBound }
        guard let number = value.finiteNumber, range.contains(number) else {
            refuse(
                place, key,
                "must be a finite number from \(range.lowerBound) to \(range.upperBound)")
            return range.lowerBound
        }
        return number
    }

    mutating func integer(_ place: ManifestPlace, _ key: String, in range: ClosedRange<Int>) -> Int
    {
        guard let value = field(place, key, "a whole number") else { return range.lowerBound }
        guard let number = value.integer, range.contains(number) else {
            refuse(
                place, key, "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
            return range.lowerBound
        }
        return number
    }

    mutating func numbers(
        _ place: ManifestPlace, _ key: String, count: Int, in range: ClosedRange<Double>
    ) -> [Double] {
        guard let value = field(place, key, "a list of \(count) numbers") else {
            return [Double](repeating: 0, count: count)
        }
        let numbers = (value.array ?? []).compactMap(\.finiteNumber).filter(range.contains)
        guard numbers.count == count, value.array?.count == count else {
            refuse(
                place, key,
                "must be a list of \(count) numbers from \(range.lowerBound) to \(range.upperBound)"
            )
            return [Double](repeating: 0, count: count)
        }
        return numbers
    }

    /// One of the named values.
    mutating func choice<Value>(
        _ place: ManifestPlace, _ key: String, _ choices: [(String, Value)]
    ) -> Value? {
        let words = choices.map(\.0).joined(separator: ", ")
        guard let value = field(place, key, "one of \(words)") else { return nil }
        guard let chosen = choices.first(where: { $0.0 == value.string }) else {
            refuse(place, key, "must be one of \(words)")
            return nil
        }
        return chosen.1
    }

    /// `[x, y, z, qx, qy, qz, qw]`, m and a unit quaternion.
    mutating func pose(_ place: ManifestPlace, _ key: String) -> Pose {
        let n = numbers(place, key, count: 7, in: -100...100)
        guard let rotation = Rotation(x: n[3], y: n[4], z: n[5], w: n[6]) else {
            if has(place, key) { refuse(place, key, "holds a quaternion of length zero") }
            return .identity
        }
        return Pose(position: Vector3(n[0], n[1], n[2]), rotation: rotation)
    }

    mutating func refuseRepeated(_ names: [String], of list: String) {
        var seen = Set<String>()
        for name in names where !name.isEmpty && !seen.insert(name).inserted {
            issues.append(ManifestIssue(path: list, problem: "names “\(name)” twice"))
        }
    }

    mutating func refuse(path: String, _ problem: String) {
        issues.append(ManifestIssue(path: path, problem: problem))
    }
}
