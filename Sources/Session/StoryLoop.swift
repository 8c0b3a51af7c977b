enum StoryLoop { static func run(file: String, _ session: LiveSession) -> String? { nil } }
