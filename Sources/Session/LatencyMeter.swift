internal import Control

/// From a device's event to the socket, over the last 512 commands that carried news.
struct LatencyMeter {
    private var samples: [Nanoseconds] = []
    private var next = 0
    private static let capacity = 512

    mutating func note(_ span: Nanoseconds) {
        guard span >= 0 else { return }
        if samples.count < LatencyMeter.capacity {
            samples.append(span)
        } else {
            samples[next] = span
            next = (next + 1) % LatencyMeter.capacity
        }
    }

    var count: Int { samples.count }
    var median: Nanoseconds? { percentile(0.5) }
    var percentile99: Nanoseconds? { percentile(0.99) }
    var worst: Nanoseconds? { samples.max() }

    private func percentile(_ share: Double) -> Nanoseconds? {
        guard !samples.isEmpty else { return nil }
        return samples.sorted()[min(samples.count - 1, Int(Double(samples.count) * share))]
    }
}
