internal import JSON5
internal import Parquet
internal import Recording

/// One column of the dataset: its declaration in `info.json`, its column in the Parquet files and
/// its values in a table.
struct Feature {
    enum Kind {
        case float, integer, flag
    }

    let name: String
    let kind: Kind
    let width: Int
    /// nil: LeRobot's own index columns have none.
    let names: [String]?

    /// All columns but the cameras', in the order of `info.json`. Every one is one-dimensional:
    /// LeRobot's merge and delete fail on others.
    static func all(_ layout: ExportLayout) -> [Feature] {
        let groups = layout.groupNames
        return [
            Feature("observation.state", .float, layout.stateNames),
            Feature("action", .float, layout.actionNames),
            Feature("policy_action", .float, layout.actionNames),
            Feature("policy_action_is_valid", .flag, layout.actionNames),
            Feature("action_is_operator", .flag, layout.actionNames),
            Feature("action_source", .integer, groups),
            Feature("intervention", .flag),
            Feature("outcome", .integer),
            Feature("next.success", .flag),
            Feature("next.done", .flag),
            Feature("observation.stamp_ns", .integer),
            Feature("timestamp", .float),
            Feature("frame_index", .integer),
            Feature("episode_index", .integer),
            Feature("index", .integer),
            Feature("task_index", .integer),
        ]
    }

    private init(_ name: String, _ kind: Kind, _ names: [String]) {
        self.name = name
        self.kind = kind
        width = names.count
        self.names = names
    }

    private init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
        width = 1
        names = nil
    }

    var column: ParquetColumn {
        let type: ParquetType =
            switch kind {
            case .float: .float
            case .integer: .int64
            case .flag: .bool
            }
        return ParquetColumn(name, type, depth: width == 1 ? 0 : 1)
    }

    var shape: RowShape { width == 1 ? .scalar : .fixed([width]) }

    var declaration: (String, JSON5Value) {
        let type =
            switch kind {
            case .float: "float32"
            case .integer: "int64"
            case .flag: "bool"
            }
        return (
            name,
            .object([
                ("dtype", .string(type)), ("shape", .array([.integer(width)])),
                ("names", names.map { .array($0.map { .string($0) }) } ?? .null),
            ])
        )
    }
}
