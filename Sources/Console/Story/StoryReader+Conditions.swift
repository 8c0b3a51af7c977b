internal import Control
internal import JSON5
internal import Spatial

/// Conditions, quantities and targets of a story's text.
extension StoryReader {
    private static let kinds = [
        "after", "episode", "outcome", "authority", "control", "all", "any", "not", "episodeTime",
        "gauge", "feature", "force", "wrench", "gripper", "distance", "angle",
    ]
    private static let details = ["arm", "reason", "axis", "axes", "to", "above", "below", "for"]

    mutating func condition(_ value: JSON5Value) throws(JSON5Error) -> Story.Condition {
        let place = try StoryPlace(
            value, "a condition", allowed: StoryReader.kinds + StoryReader.details)
        let kinds = StoryReader.kinds.filter { place.has($0) }
        guard kinds.count == 1, let kind = kinds.first else {
            throw value.error(
                "a condition must have exactly one of \(StoryReader.kinds.joined(separator: ", "))")
        }
        let plain = try self.plain(kind, place)
        guard place.has("for") else { return plain }
        return .lasting(plain, try place.number("for", in: 0...3600), id: number())
    }

    private mutating func plain(
        _ kind: String, _ place: StoryPlace
    ) throws(JSON5Error) -> Story.Condition {
        switch kind {
        case "after": return .after(try place.number("after", in: 0...86_400))
        case "episode":
            return .episode(
                try place.words("episode", of: EpisodeState.allCases.map { "\($0)" }))
        case "outcome":
            return .outcome(try place.words("outcome", of: Outcome.allCases.map { "\($0)" }))
        case "authority":
            let reasons = HoldReason.allCases.map { "\($0)" }
            return .authority(
                arm: try place.text("arm"),
                try place.words("authority", of: Authority.allCases.map { "\($0)" }),
                reason: place.has("reason") ? try place.word("reason", of: reasons) : nil)
        case "control": return .control(try place.word("control", of: ["mine", "free", "other"]))
        case "all": return .all(try conditions(place, "all"))
        case "any": return .any(try conditions(place, "any"))
        case "not": return .not(try condition(try place.required("not")))
        default: return try comparison(kind, place)
        }
    }

    private mutating func conditions(
        _ place: StoryPlace, _ key: String
    ) throws(JSON5Error) -> [Story.Condition] {
        var result: [Story.Condition] = []
        for value in try place.list(key) { result.append(try condition(value)) }
        return result
    }

    private func comparison(
        _ kind: String, _ place: StoryPlace
    ) throws(JSON5Error) -> Story.Condition {
        let range = -1e9...1e9
        let above = place.has("above") ? try place.number("above", in: range) : nil
        let below = place.has("below") ? try place.number("below", in: range) : nil
        guard above != nil || below != nil else {
            throw place.value.error("\"\(kind)\" is compared: it needs \"above\" or \"below\"")
        }
        return .compare(try quantity(kind, place), above: above, below: below)
    }

    private func quantity(
        _ kind: String, _ place: StoryPlace
    ) throws(JSON5Error) -> Story.Quantity {
        switch kind {
        case "episodeTime": return .episodeTime
        case "gauge": return .gauge(try place.text("gauge"))
        case "feature": return .feature(try place.text("feature"))
        case "force": return .force(try place.text("force"))
        case "wrench":
            let axes = ["fx", "fy", "fz", "tx", "ty", "tz"]
            let axis = try place.word("axis", of: axes)
            return .wrench(try place.text("wrench"), axis: axes.firstIndex(of: axis) ?? 0)
        case "gripper": return .gripper(try place.text("gripper"))
        case "distance":
            return .distance(
                try place.text("distance"), try target(try place.required("to")),
                axes: try axes(place))
        default: return .angle(try place.text("angle"), try target(try place.required("to")))
        }
    }

    /// `xy`: along which of the world's axes; all where nothing is said.
    func axes(_ place: StoryPlace) throws(JSON5Error) -> Vector3 {
        guard place.has("axes") else { return Vector3(1, 1, 1) }
        let word = try place.word("axes", of: ["x", "y", "z", "xy", "xz", "yz", "xyz"])
        return Vector3(
            word.contains("x") ? 1 : 0, word.contains("y") ? 1 : 0, word.contains("z") ? 1 : 0)
    }

    func target(_ value: JSON5Value) throws(JSON5Error) -> Story.Target {
        let places = ["features", "point", "tool", "start", "gap"]
        let place = try StoryPlace(
            value, "a target", allowed: places + ["frame", "offset", "offsetFrame", "orientation"])
        let kinds = places.filter { place.has($0) }
        guard kinds.count == 1, let kind = kinds.first else {
            throw value.error("a target must have exactly one of \(places.joined(separator: ", "))")
        }
        let offset =
            place.has("offset") ? try place.numbers("offset", count: 3, in: -10...10) : [0, 0, 0]
        let isInTool =
            place.has("offsetFrame")
            ? try place.word("offsetFrame", of: ["world", "tool"]) == "tool" : false
        return Story.Target(
            place: try self.place(kind, place),
            offset: Vector3(offset[0], offset[1], offset[2]), offsetInTool: isInTool,
            orientation: try orientation(place))
    }

    private func place(
        _ kind: String, _ place: StoryPlace
    ) throws(JSON5Error) -> Story.Target.Place {
        switch kind {
        case "features":
            return .features(try place.names("features", count: 3), frame: try frame(place))
        case "point":
            let n = try place.numbers("point", count: 3, in: -100...100)
            return .point(Vector3(n[0], n[1], n[2]), frame: try frame(place))
        case "tool": return .tool(try place.text("tool"))
        case "gap": return .gap(try place.names("gap", count: 3), frame: try frame(place))
        default:
            guard try place.flag("start") else {
                throw place.value.error("\"start\" can only be true")
            }
            return .start
        }
    }

    /// Features and points mean nothing without their frame: it has no default.
    private func frame(_ place: StoryPlace) throws(JSON5Error) -> Story.Target.Frame {
        let text = try place.text("frame")
        return text == "world" ? .world : .base(text)
    }

    private func orientation(_ place: StoryPlace) throws(JSON5Error) -> Story.Target.Orientation {
        guard let value = place.value["orientation"] else { return .keep }
        if let word = value.string {
            switch word {
            case "keep": return .keep
            case "same": return .same
            default: throw value.error("\"orientation\" must be keep, same or a quaternion x y z w")
            }
        }
        if value.array?.first?.string != nil {
            return .features(try place.names("orientation", count: 4))
        }
        let n = try place.numbers("orientation", count: 4, in: -1...1)
        guard let rotation = Rotation(x: n[0], y: n[1], z: n[2], w: n[3]) else {
            throw value.error("the quaternion of \"orientation\" has no length")
        }
        return .fixed(rotation)
    }
}
