public import Spatial

/// How plug and socket touch. Forces act on the plug, in the world.
public struct Contact: Sendable, Equatable {
    public enum Place: Sendable, Equatable {
        case none
        /// On the face around the hole, or against the block's outside.
        case face
        /// On the slope that leads into the hole.
        case chamfer
        /// In the hole, whether or not a wall is touched.
        case bore
        case bench
    }

    public var place = Place.none
    /// N, without friction.
    public var normalForce = Vector3.zero
    /// Greatest friction, N; it acts across `frictionNormal`.
    public var frictionLimit = 0.0
    public var frictionNormal = Vector3(0, 0, 1)

    public init() {}

    /// - Parameters:
    ///   - tip: the plug's tip in the socket's frame (origin in the mouth, z out of it), m.
    ///   - inBore: whether the plug was in the hole before.
    static func between(
        tip: Vector3, inBore: Bool, _ settings: PlantSettings
    ) -> Contact {
        let depth = -tip.z
        let aside = Vector3(tip.x, tip.y, 0)
        let lateral = aside.length
        let outward = lateral > 1e-9 ? aside / lateral : Vector3(1, 0, 0)
        if inBore { return bore(depth: depth, lateral: lateral, outward, settings) }
        guard depth > 0, lateral < settings.blockRadius else { return Contact() }
        if lateral >= settings.captureRadius {
            return face(depth: depth, lateral: lateral, outward, settings)
        }
        return chamfer(depth: depth, lateral: lateral, outward, settings)
    }

    private static func bore(
        depth: Double, lateral: Double, _ outward: Vector3, _ settings: PlantSettings
    ) -> Contact {
        let wall = max(0, lateral - settings.clearance) * settings.contactStiffness
        let bottom = max(0, depth - settings.boreDepth) * settings.contactStiffness
        var contact = Contact()
        contact.place = .bore
        contact.normalForce = outward * -wall + Vector3(0, 0, bottom)
        contact.frictionLimit = settings.boreDrag + settings.friction * wall
        contact.frictionNormal = outward
        return contact
    }

    private static func face(
        depth: Double, lateral: Double, _ outward: Vector3, _ settings: PlantSettings
    ) -> Contact {
        let fromSide = settings.blockRadius - lateral
        let normal = depth < fromSide ? Vector3(0, 0, 1) : outward
        return sliding(.face, normal: normal, penetration: min(depth, fromSide), settings)
    }

    /// A slope of 45° from the capture radius down to the clearance.
    private static func chamfer(
        depth: Double, lateral: Double, _ outward: Vector3, _ settings: PlantSettings
    ) -> Contact {
        let surface = settings.captureRadius - max(lateral, settings.clearance)
        guard lateral > settings.clearance, depth > surface else {
            return Contact()
        }
        let half = 0.5.squareRoot()
        let normal = outward * -half + Vector3(0, 0, half)
        return sliding(.chamfer, normal: normal, penetration: (depth - surface) * half, settings)
    }

    static func sliding(
        _ place: Place, normal: Vector3, penetration: Double, _ settings: PlantSettings
    ) -> Contact {
        var contact = Contact()
        let force = max(0, penetration) * settings.contactStiffness
        contact.place = place
        contact.normalForce = normal * force
        contact.frictionLimit = force * settings.friction
        contact.frictionNormal = normal
        return contact
    }
}
