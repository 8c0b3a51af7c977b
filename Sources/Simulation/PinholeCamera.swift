internal import Spatial

/// A camera without a lens: where it stands, where it looks, how far its picture is enlarged.
struct PinholeCamera: Sendable {
    let position: Vector3
    /// Axes of the picture in the world: right, down, into the picture.
    let right: Vector3
    let down: Vector3
    let forward: Vector3
    /// Pixels per unit of the tangent.
    let focal: Double
    let middle: SIMD2<Double>

    init(
        at position: Vector3, towards target: Vector3, up: Vector3, focal: Double, width: Int,
        height: Int
    ) {
        self.position = position
        let ahead = target - position
        forward = ahead / max(ahead.length, 1e-9)
        let side = forward.cross(up)
        right = side / max(side.length, 1e-9)
        down = forward.cross(right)
        self.focal = focal
        middle = SIMD2(Double(width) / 2, Double(height) / 2)
    }

    /// Pixel and depth of a point of the world; nil behind the camera.
    func project(_ point: Vector3) -> (pixel: SIMD2<Double>, depth: Double)? {
        let offset = point - position
        let depth = offset.dot(forward)
        guard depth > 0.005 else { return nil }
        let pixel = SIMD2(offset.dot(right), offset.dot(down)) * (focal / depth) + middle
        return (pixel, depth)
    }

    /// Direction in which a pixel looks; its part along `forward` is 1.
    func ray(_ x: Int, _ y: Int) -> Vector3 {
        let u = (Double(x) + 0.5 - middle.x) / focal
        let v = (Double(y) + 0.5 - middle.y) / focal
        return forward + right * u + down * v
    }
}

extension Raster {
    /// Bench and wall, behind everything. The bench is a chequer of 5 cm.
    mutating func drawGround(_ camera: PinholeCamera) {
        for y in 0..<height {
            for x in 0..<width {
                let ray = camera.ray(x, y)
                let far = ray.z < -1e-6 ? -camera.position.z / ray.z : .infinity
                let ground = camera.position + ray * min(far, 100)
                guard far < 100, abs(ground.y) < 0.55, ground.x > -0.15, ground.x < 0.85 else {
                    let height = Float(max(-1, min(1, ray.z)))
                    let light = 70 + 40 * height
                    put(x, y, depth: 1e6, Colour(red: light, green: light, blue: light + 12))
                    continue
                }
                let column = Int(((ground.x + 10) * 20).rounded(.down))
                let row = Int(((ground.y + 10) * 20).rounded(.down))
                let light: Float = (column + row) & 1 == 0 ? 168 : 148
                put(
                    x, y, depth: Float(far),
                    Colour(red: light, green: light * 0.93, blue: light * 0.8)
                )
            }
        }
    }

    /// A rod with round ends between two points of the world.
    mutating func drawRod(
        _ a: Vector3, _ b: Vector3, radius: Double, _ colour: Colour, _ camera: PinholeCamera
    ) {
        guard let from = camera.project(a), let to = camera.project(b) else { return }
        let reach = radius * camera.focal / min(from.depth, to.depth)
        guard reach < Double(width) * 4 else { return }
        let low = pointwiseMin(from.pixel, to.pixel) - reach
        let high = pointwiseMax(from.pixel, to.pixel) + reach
        let axis = to.pixel - from.pixel
        let squared = max((axis * axis).sum(), 1e-9)
        for y in clipped(low.y, high.y, height) {
            for x in clipped(low.x, high.x, width) {
                let here = SIMD2(Double(x) + 0.5, Double(y) + 0.5) - from.pixel
                let share = min(1, max(0, (here * axis).sum() / squared))
                let depth = from.depth + (to.depth - from.depth) * share
                let aside = here - axis * share
                let distance = (aside * aside).sum().squareRoot()
                let rim = radius * camera.focal / depth
                guard distance <= max(rim, 0.6) else { continue }
                let bulge = max(0, 1 - (distance / max(rim, 0.6)) * (distance / max(rim, 0.6)))
                put(
                    x, y, depth: Float(depth - radius * bulge.squareRoot()),
                    colour.shaded(Float(0.55 + 0.45 * bulge.squareRoot())))
            }
        }
    }

    /// A flat round face.
    mutating func drawDisc(
        _ centre: Vector3, normal: Vector3, radius: Double, lift: Double = 0, _ colour: Colour,
        _ camera: PinholeCamera
    ) {
        guard let seen = camera.project(centre) else { return }
        let reach = radius * camera.focal / max(0.01, seen.depth - radius)
        guard reach < Double(width) * 4 else { return }
        for y in clipped(seen.pixel.y - reach, seen.pixel.y + reach, height) {
            for x in clipped(seen.pixel.x - reach, seen.pixel.x + reach, width) {
                let ray = camera.ray(x, y)
                let slope = ray.dot(normal)
                guard abs(slope) > 1e-6 else { continue }
                let far = (centre - camera.position).dot(normal) / slope
                guard far > 0, (camera.position + ray * far - centre).length <= radius else {
                    continue
                }
                put(x, y, depth: Float(far - lift), colour)
            }
        }
    }

    private func clipped(_ low: Double, _ high: Double, _ count: Int) -> Range<Int> {
        guard low.isFinite, high.isFinite, high > 0, low < Double(count) else { return 0..<0 }
        let first = Int(max(0, low))
        return first..<max(first, Int(min(Double(count), high + 1)))
    }
}
