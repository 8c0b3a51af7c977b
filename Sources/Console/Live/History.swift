public import Control

/// The course of one value: a ring of fixed length whose elements each stand for the same span of
/// time, so that a sparkline moves steadily whatever the rate of the cell.
public struct History: Sendable, Equatable {
    /// What stands for a span in which several values came.
    public enum Rule: Sendable { case last, greatest }

    public static let capacity = 160
    /// Time that one element stands for.
    public static let span = Nanoseconds.milliseconds(250)

    private let rule: Rule
    private var ring: [Double?] = []
    private var head = 0
    /// The span of the newest element, counted from time zero.
    private var newest: Int64?

    public init(_ rule: Rule = .last) { self.rule = rule }

    /// Oldest first; nil for spans in which nothing came.
    public var values: [Double?] { Array(ring[head...] + ring[..<head]) }

    /// - Parameters:
    ///   - value: nil and NaN leave a blank.
    ///   - now: the time of the value, ns. Times before the newest span are ignored.
    public mutating func append(_ value: Double?, at now: Nanoseconds) {
        let value = value.flatMap { $0.isFinite ? $0 : nil }
        let span = now / History.span
        guard let newest else {
            self.newest = span
            push(value)
            return
        }
        if span == newest {
            replaceNewest(with: value)
        } else if span > newest {
            for _ in 1..<max(1, min(span &- newest, Int64(History.capacity))) { push(nil) }
            push(value)
            self.newest = span
        }
    }

    private mutating func push(_ value: Double?) {
        if ring.count < History.capacity {
            ring.append(value)
        } else {
            ring[head] = value
            head = (head + 1) % History.capacity
        }
    }

    private mutating func replaceNewest(with value: Double?) {
        guard let value else { return }
        let place = (head + ring.count - 1) % ring.count
        switch (rule, ring[place]) {
        case (.greatest, let old?): ring[place] = max(old, value)
        case (.greatest, nil), (.last, _): ring[place] = value
        }
    }
}
