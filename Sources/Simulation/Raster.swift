/// A picture being drawn: 8-bit red, green, blue, with the depth of each pixel.
public struct Raster: Sendable, Equatable {
    public let width: Int
    public let height: Int
    /// Row-major from the top left: `[height][width][3]`.
    public private(set) var pixels: [UInt8]
    /// Distance along the camera's axis, m.
    private var depth: [Float]

    public init(width: Int, height: Int) {
        self.width = max(1, width)
        self.height = max(1, height)
        pixels = [UInt8](repeating: 0, count: self.width * self.height * 3)
        depth = [Float](repeating: .infinity, count: self.width * self.height)
    }

    struct Colour: Sendable, Equatable {
        var red: Float
        var green: Float
        var blue: Float

        func shaded(_ share: Float) -> Colour {
            Colour(red: red * share, green: green * share, blue: blue * share)
        }
    }

    /// Puts a pixel where nothing nearer was put before; outside the picture does nothing.
    mutating func put(_ x: Int, _ y: Int, depth new: Float, _ colour: Colour) {
        guard x >= 0, y >= 0, x < width, y < height else { return }
        let at = y * width + x
        guard new < depth[at] else { return }
        depth[at] = new
        pixels[at * 3] = UInt8(max(0, min(255, colour.red)))
        pixels[at * 3 + 1] = UInt8(max(0, min(255, colour.green)))
        pixels[at * 3 + 2] = UInt8(max(0, min(255, colour.blue)))
    }
}
