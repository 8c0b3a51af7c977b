internal import JSON5
internal import Keymap
internal import Spatial

/// Reads a story's text into values.
struct StoryReader {
    /// Conditions and jumps that count have numbers, so that the player can remember them.
    private var numbered = 0

    mutating func number() -> Int {
        numbered += 1
        return numbered
    }

    mutating func story(_ root: JSON5Value) throws(JSON5Error) -> Story {
        let place = try StoryPlace(
            root, "a story", allowed: ["story", "name", "about", "within", "steps"])
        guard try place.required("story").integer == Story.version else {
            throw root.error("\"story\" must be 1, the only version this program knows")
        }
        var steps: [Story.Step] = []
        for value in try place.list("steps") {
            steps.append(try step(value, index: steps.count))
        }
        guard !steps.isEmpty else { throw root.error("the story has no steps") }
        let story = Story(
            name: try place.text("name"), within: try place.number("within", in: 0.1...86_400),
            steps: steps)
        try checkLabels(story, root)
        return story
    }

    private mutating func step(_ value: JSON5Value, index: Int) throws(JSON5Error) -> Story.Step {
        let place = try StoryPlace(
            value, "a step",
            allowed: ["label", "name", "when", "within", "otherwise", "unless", "goto", "do"])
        let label = try place.optionalText("label")
        var escape: Story.Escape?
        if let unless = value["unless"] {
            escape = Story.Escape(
                condition: try condition(unless), label: try place.text("goto"))
        } else if place.has("goto") {
            throw value.error(
                "\"goto\" of a step goes with \"unless\"; as an act it stands in \"do\"")
        }
        var actions: [Story.Action] = []
        if place.has("do") {
            for value in try place.list("do") { actions.append(try action(value)) }
        }
        return Story.Step(
            label: label, name: try place.text("name", or: label ?? "number \(index + 1)"),
            when: try value["when"].map { value throws(JSON5Error) in try condition(value) },
            within: try place.number("within", in: 0...86_400, or: 10),
            otherwise: try place.optionalText("otherwise"), unless: escape, actions: actions)
    }

    /// Every jump must have a place to land, and every label one step.
    private func checkLabels(_ story: Story, _ root: JSON5Value) throws(JSON5Error) {
        let labels = story.steps.compactMap(\.label)
        if let twice = labels.first(where: { label in labels.count { $0 == label } > 1 }) {
            throw root.error("two steps have the label \"\(twice)\"")
        }
        for step in story.steps {
            var targets = [step.otherwise, step.unless?.label].compactMap { $0 }
            for case .goto(let label, _, _) in step.actions { targets.append(label) }
            for target in targets where !labels.contains(target) {
                throw root.error(
                    "step “\(step.name)” goes to \"\(target)\", but no step has that label")
            }
        }
    }

    // MARK: actions

    private static let actions = [
        "press", "enable", "wait", "twist", "steer", "gripper", "note", "say", "quit", "goto",
        "fail",
    ]
    private static let details = ["arm", "for", "to", "times"]

    private mutating func action(_ value: JSON5Value) throws(JSON5Error) -> Story.Action {
        let place = try StoryPlace(
            value, "an act", allowed: StoryReader.actions + StoryReader.details)
        let kinds = StoryReader.actions.filter { place.has($0) }
        guard kinds.count == 1, let kind = kinds.first else {
            throw value.error(
                "an act must have exactly one of \(StoryReader.actions.joined(separator: ", "))")
        }
        switch kind {
        case "press":
            let words = Intent.allCases.map(\.rawValue)
            return .press(Intent(rawValue: try place.word("press", of: words)) ?? .help)
        case "enable": return .enable(try place.flag("enable"))
        case "wait": return .wait(try place.number("wait", in: 0...3600))
        case "twist": return try twist(place)
        case "steer": return .steer(try steer(try place.required("steer")))
        case "gripper":
            let isOpen = try place.word("to", of: ["open", "closed"]) == "open"
            return .gripper(arm: try place.text("gripper"), open: isOpen)
        case "note": return .note(try place.text("note"))
        case "say": return .say(try place.text("say"))
        case "goto":
            let times = place.has("times") ? Int(try place.number("times", in: 0...1e6)) : nil
            return .goto(try place.text("goto"), times: times, id: number())
        case "fail": return .fail(try place.text("fail"))
        default:
            guard try place.flag("quit") else { throw value.error("\"quit\" can only be true") }
            return .quit
        }
    }

    private func twist(_ place: StoryPlace) throws(JSON5Error) -> Story.Action {
        let twist = try StoryPlace(
            try place.required("twist"), "twist", allowed: ["linear", "angular"])
        let zero: [Double] = [0, 0, 0]
        let linear =
            twist.has("linear") ? try twist.numbers("linear", count: 3, in: -1.5...1.5) : zero
        let angular =
            twist.has("angular") ? try twist.numbers("angular", count: 3, in: -3.2...3.2) : zero
        return .twist(
            arm: try place.text("arm"),
            Twist(
                linear: Vector3(linear[0], linear[1], linear[2]),
                angular: Vector3(angular[0], angular[1], angular[2])),
            try place.number("for", in: 0...60))
    }

    private mutating func steer(_ value: JSON5Value) throws(JSON5Error) -> Story.Steer {
        let place = try StoryPlace(
            value, "steer",
            allowed: [
                "arm", "to", "axes", "tolerance", "angleTolerance", "gain", "speed", "turn",
                "settle",
                "until",
                "within",
            ])
        return Story.Steer(
            arm: try place.text("arm"), target: try target(try place.required("to")),
            axes: try axes(place),
            tolerance: try place.number("tolerance", in: 0.0001...1, or: 0.003),
            angleTolerance: try place.number("angleTolerance", in: 0.001...3.2, or: 0.03),
            gain: try place.number("gain", in: 0.1...20, or: 2),
            speed: try place.number("speed", in: 0.001...1.5, or: 0.1),
            turn: try place.number("turn", in: 0.001...3.2, or: 0.4),
            settle: try place.number("settle", in: 0...10, or: 0.2),
            until: try value["until"].map { value throws(JSON5Error) in try condition(value) },
            within: try place.number("within", in: 0.1...600, or: 10))
    }
}
