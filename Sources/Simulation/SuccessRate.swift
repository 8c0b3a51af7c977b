/// Successes of a number of trials, with the interval that they leave for the true rate.
public struct SuccessRate: Sendable, Equatable {
    public let successes: Int
    public let trials: Int

    public init(successes: Int, trials: Int) {
        self.trials = max(0, trials)
        self.successes = min(max(0, successes), self.trials)
    }

    public var rate: Double { trials > 0 ? Double(successes) / Double(trials) : 0 }

    /// Wilson's interval, 95 %. Honest at rates near 0 and 1, unlike the normal one.
    public var interval: ClosedRange<Double> {
        guard trials > 0 else { return 0...1 }
        let z = 1.959963984540054
        let n = Double(trials)
        let centre = rate + z * z / (2 * n)
        let spread = z * (rate * (1 - rate) / n + z * z / (4 * n * n)).squareRoot()
        let scale = 1 + z * z / n
        return max(0, (centre - spread) / scale)...min(1, (centre + spread) / scale)
    }
}
