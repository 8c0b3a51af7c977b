internal import Glibc

/// The elementary functions that the standard library lacks. The only place below the line of
/// pure modules that takes anything from the C library, and only functions of numbers.
public enum Elementary {
    public static func sine(_ radians: Double) -> Double { sin(radians) }
    public static func cosine(_ radians: Double) -> Double { cos(radians) }
    public static func arcTangent(y: Double, x: Double) -> Double { atan2(y, x) }
    public static func arcSine(_ value: Double) -> Double { asin(min(1, max(-1, value))) }
    public static func arcCosine(_ value: Double) -> Double { acos(min(1, max(-1, value))) }
    public static func exponential(_ value: Double) -> Double { exp(value) }
    public static func logarithm(_ value: Double) -> Double { log(value) }
    public static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
}
