internal import Control
internal import JSON5
internal import Storage

/// What is kept of finished recordings, as options or as a file say it.
struct RetentionOptions: Equatable {
    var plan = RetentionPass.Plan()

    static let usage = """
          --keep-free SIZE  thin the oldest recordings until so much of the disk is free, such as
                            50GB
          --thin-to DEPTH   how far an autonomous stretch may go: images (the default), records
                            (images and all but steps and events) or steps (all but events)
          --pre-roll TIME   kept before an intervention, a stop, a fault or a note (default: 10s)
          --post-roll TIME  and behind it (default: 10s)
          --older-than TIME leave recordings alone that ended later, such as 7d
          --rule FILE       the same from a file in JSON5: {keep_free: "50GB", thin_to: "records",
                            pre_roll: "10s", post_roll: "10s", older_than: "7d"}
        """

    /// The options' names in a file.
    private static let keys = [
        "--keep-free": "keep_free", "--thin-to": "thin_to", "--pre-roll": "pre_roll",
        "--post-roll": "post_roll", "--older-than": "older_than",
    ]

    static func takes(_ word: String) -> Bool { keys[word] != nil || word == "--rule" }

    /// - Parameter word: an option that it takes.
    mutating func take(_ word: String, _ value: String) throws(LiveOptions.WrongUsage) {
        if word == "--rule" { return try read(value) }
        guard let key = RetentionOptions.keys[word] else { throw .noOption(word) }
        if let problem = set(key, value) {
            throw LiveOptions.WrongUsage(sentence: "\(word) needs \(problem).")
        }
    }

    private mutating func read(_ path: String) throws(LiveOptions.WrongUsage) {
        guard let text = TextFile.read(path) else {
            throw LiveOptions.WrongUsage(
                sentence: "the rule \(path) cannot be read: \(TextFile.reason()).")
        }
        do throws(JSON5Error) {
            let root = try JSON5Text.parse(text, limits: JSON5Limits(bytes: 1 << 16, depth: 4))
            guard let members = root.object else {
                throw root.error("a rule is an object, such as {keep_free: \"50GB\"}")
            }
            for member in members {
                guard RetentionOptions.keys.values.contains(member.key) else {
                    throw JSON5Error(
                        at: member.position,
                        "there is no “\(member.key)” in a rule; there are "
                            + RetentionOptions.keys.values.sorted().joined(separator: ", "))
                }
                guard let value = member.value.string else {
                    throw member.value.error("“\(member.key)” needs a text, such as \"10s\"")
                }
                if let problem = set(member.key, value) {
                    throw member.value.error("“\(member.key)” needs \(problem)")
                }
            }
        } catch {
            throw LiveOptions.WrongUsage(sentence: error.description(file: path) + ".")
        }
    }

    /// - Returns: what it needs, where the value is none.
    private mutating func set(_ key: String, _ value: String) -> String? {
        switch key {
        case "keep_free":
            guard let bytes = ByteCount.bytes(value) else { return "a size, such as 50GB" }
            plan.keepFree = bytes
        case "thin_to":
            guard let depth = RetentionRule.Depth(word: value) else {
                return "one of images, records, steps"
            }
            plan.deepest = depth
        case "pre_roll":
            guard let time = ByteCount.duration(value) else { return "a time, such as 10s" }
            plan.rule.preRoll = time
        case "post_roll":
            guard let time = ByteCount.duration(value) else { return "a time, such as 10s" }
            plan.rule.postRoll = time
        default:
            guard let time = ByteCount.duration(value) else { return "a time, such as 7d" }
            plan.olderThan = time
        }
        return nil
    }
}
