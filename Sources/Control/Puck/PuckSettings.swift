/// The times and bands of `PuckFrameAssembler`. Every value outside its range is moved into it:
/// these guard against a dead device, and a typing error must not switch them off.
public struct PuckSettings: Equatable, Hashable, Sendable {
    public static let standard = PuckSettings()

    /// Relative devices: a group of axes silent for this long is at zero. 20 to 100 ms, in ns.
    /// Three reports of 16 ms may be lost before it acts.
    public let groupSilence: Int64
    /// Relative devices that send translation and rotation in turn: two frames of one group with
    /// none of the other between, and the other silent this long, mean that it is at zero.
    /// 8 to 50 ms, in ns.
    public let splitSilence: Int64
    /// Absolute devices: an unchanged deflection older than this is not believed. 0.65 to 3 s, in
    /// ns; a perfectly still push of a living hand was seen to be silent for 608 ms.
    public let stillLimit: Int64
    /// Absolute devices that are heard to repeat themselves: without a report for this long a
    /// deflection is not believed. 50 to 500 ms, in ns; they repeat every 8 to 16 ms.
    public let repeatSilence: Int64
    /// How long the counts take from there to zero. 0 to 500 ms, in ns.
    public let stillFade: Int64
    /// Counts from zero that count as neutral. 0 to 70; worn units rest at 21.
    public let neutralBand: Int32
    /// Neutral for this long is centred. 60 ms to 1 s, in ns: longer than `groupSilence`, so that
    /// a relative device that is held deflected while it is opened shows it first.
    public let centredPeriod: Int64

    public init(
        groupSilence: Int64 = 50_000_000, splitSilence: Int64 = 16_000_000,
        stillLimit: Int64 = 1_000_000_000, repeatSilence: Int64 = 100_000_000,
        stillFade: Int64 = 200_000_000,
        neutralBand: Int32 = 35, centredPeriod: Int64 = 150_000_000
    ) {
        self.groupSilence = min(100_000_000, max(20_000_000, groupSilence))
        self.splitSilence = min(50_000_000, max(8_000_000, splitSilence))
        self.stillLimit = min(3_000_000_000, max(650_000_000, stillLimit))
        self.repeatSilence = min(500_000_000, max(50_000_000, repeatSilence))
        self.stillFade = min(500_000_000, max(0, stillFade))
        self.neutralBand = min(70, max(0, neutralBand))
        self.centredPeriod = min(
            1_000_000_000, max(self.groupSilence &+ 10_000_000, centredPeriod))
    }
}
