import CDR
import Control
import Messages
import Testing

@Suite("How long something took, in buckets") struct LatencyHistogramTests {
    @Test("a time lies in the bucket that ends behind it and no earlier one does")
    func bounds() {
        var span: Nanoseconds = 0
        while span < 40_000_000_000 {
            for near in [span - 1, span, span + 1] where near >= 0 {
                let bucket = LatencyHistogram.bucket(of: near)
                #expect(near < LatencyHistogram.end(ofBucket: bucket))
                if bucket > 0 { #expect(near >= LatencyHistogram.end(ofBucket: bucket - 1)) }
            }
            span += max(1, span / 50)
        }
        #expect(LatencyHistogram.bucket(of: .max) == LatencyHistogram.buckets - 1)
        #expect(LatencyHistogram.bucket(of: .min) == 0)
    }

    @Test("half and 99 of 100 are at most an eighth above the true ones")
    func percentiles() throws {
        var histogram = LatencyHistogram()
        #expect(histogram.spread == nil)
        var spans: [Nanoseconds] = []
        var state: UInt64 = 7
        for _ in 0..<5000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            // From 2 µs to a second, each decade alike.
            let span = Nanoseconds(2000 << (state >> 59 % 19)) + Nanoseconds(state >> 40 % 977)
            spans.append(span)
            histogram.note(span)
        }
        spans.sort()
        for (share, place) in [(0.5, 2499), (0.99, 4949)] {
            let told = try #require(histogram.percentile(share))
            #expect(told >= spans[place])
            #expect(told <= spans[place] + spans[place] / 8 + 1024)
        }
        #expect(histogram.spread?.longest == spans.last)
        #expect(histogram.count == 5000)
    }

    @Test("what is below zero counts for nothing, and one alone is told as it was")
    func few() {
        var histogram = LatencyHistogram()
        histogram.note(-5)
        #expect(histogram.count == 0)
        histogram.note(1_234_567)
        #expect(
            histogram.spread
                == LatencySpread(
                    count: 1, median: 1_234_567, percentile99: 1_234_567, longest: 1_234_567))
    }

    @Test("it is recorded with its figures and read again as it was")
    func recorded() throws {
        var histogram = LatencyHistogram()
        for span: Nanoseconds in [900, 15_000, 15_500, 3_000_000, .max] { histogram.note(span) }
        let bytes = try CDREncoder.bytes(of: histogram)
        #expect(try CDRDecoder.decode(LatencyHistogram.self, from: bytes) == histogram)
        let schema = ROS2Schema.text(of: LatencyHistogram.self)
        for field in ["uint64 count", "int64 p50_ns", "int64 max_ns", "uint32[194] counts"] {
            #expect(schema.contains(field), "\(schema)")
        }
    }
}
