import Control
import Spatial
import Testing

/// One puck for both arms, against matrices and finite motions that know nothing of the signs.
@Suite("One puck moves two arms")
struct PuckPairingTests {
    /// Vectors that lean on every axis.
    private static let twists: [Twist] = [
        Twist(linear: Vector3(0.1, 0.2, 0.3), angular: Vector3(0.4, 0.5, 0.6)),
        Twist(linear: Vector3(-0.3, 0.05, 0), angular: Vector3(0, -0.7, 0.2)),
        Twist(linear: Vector3(0, -1, 2), angular: Vector3(3, 0.1, -0.4)),
    ]

    @Test("mirrored: v' = S v, w' = det(S) S w for the reflection in the sagittal plane")
    func reflection() {
        // The plane through x (forward) and z (up): its normal is y.
        let normal = Vector3(0, 1, 0)
        func reflected(_ vector: Vector3) -> Vector3 { vector - normal * (2 * vector.dot(normal)) }
        let columns = [Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1)].map(reflected)
        let determinant = columns[0].dot(columns[1].cross(columns[2]))
        #expect(determinant == -1)
        for twist in PuckPairingTests.twists {
            let part = PuckPairing.mirrored.part(of: twist, isOpposite: true)
            #expect(part.linear == reflected(twist.linear))
            #expect(part.angular == reflected(twist.angular) * determinant)
            #expect(PuckPairing.mirrored.part(of: twist, isOpposite: false) == twist)
        }
    }

    @Test("mirrored: what both tools do in a while is the mirror image, points and turns")
    func mirrorImage() {
        for twist in PuckPairingTests.twists {
            let with = Pose.identity.advanced(by: twist, for: 0.5)
            let other = Pose.identity.advanced(
                by: PuckPairing.mirrored.part(of: twist, isOpposite: true), for: 0.5)
            // A point on the one tool, and its mirror image on the other one.
            let point = Vector3(0.2, 0.3, -0.1)
            let moved = with.applied(to: point)
            let image = other.applied(to: Vector3(point.x, -point.y, point.z))
            #expect((Vector3(moved.x, -moved.y, moved.z) - image).length < 1e-12)
        }
    }

    @Test("relative: one moves against the other by the whole, and the midpoint rests")
    func relative() {
        for twist in PuckPairingTests.twists {
            let with = PuckPairing.relative.part(of: twist, isOpposite: false)
            let other = PuckPairing.relative.part(of: twist, isOpposite: true)
            #expect((with.linear - other.linear - twist.linear).length < 1e-15)
            #expect((with.angular - other.angular - twist.angular).length < 1e-15)
            #expect((with.linear + other.linear).length == 0)
            #expect((with.angular + other.angular).length == 0)
        }
    }

    @Test("parallel: both the same; the key goes through all three")
    func parallel() {
        for twist in PuckPairingTests.twists {
            #expect(PuckPairing.parallel.part(of: twist, isOpposite: true) == twist)
        }
        var (seen, pairing) = (Set<UInt8>(), PuckPairing.parallel)
        for _ in 0..<3 {
            seen.insert(pairing.rawValue)
            pairing = pairing.next
        }
        #expect(seen == [1, 2, 3] && pairing == .parallel)
    }

    @Test("a takeover that names a frame steers in it, whatever the last command says")
    func namedFrame() {
        for (argument, expected) in [
            (OperatorFrame.view.argument, Vector3(0, 0.1, 0)),
            (0, Vector3(0.1, 0, 0)), (OperatorFrame.base.argument, Vector3(0.1, 0, 0)),
            (99, Vector3(0.1, 0, 0)),
        ] {
            var bench = ControlBench {
                $0.groups[1].baseFromView = Rotation(axisAngle: Vector3(0, 0, Double.pi / 2))
            }
            bench.begin()
            #expect(bench.ask(.takeOver, argument: argument) == .none)
            bench.steps(20)
            bench.press()
            bench.step()
            bench.hands(groups: 0b10) { $0.twist.linear.x = 0.1 }
            bench.steps(60)
            let motion = bench.last.groups[1].motion
            let moved = Vector3(motion[0], motion[1], motion[2])
            #expect((moved - expected).length < 1e-9, "argument \(argument)")
        }
    }
}
