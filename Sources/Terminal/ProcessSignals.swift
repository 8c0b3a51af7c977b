import CLinux
import Glibc

/// Signals that ask for something, turned into values. SIGINT, SIGTERM and SIGHUP ask to quit;
/// SIGTSTP is ignored, a stopped console could not be told from a dead one.
public enum ProcessSignals {
    /// Catches the signals from now on. May be called again.
    ///
    /// - Returns: a descriptor that becomes readable with each signal, for `poll`; -1 where the
    ///   system refused.
    public static func install() -> Int32 { reins_signals_install() }

    /// The first signal that asked to quit; nil while none did.
    public static var quitRequested: Int32? {
        let number = reins_signals_quit()
        return number == 0 ? nil : number
    }

    /// `SIGTERM`
    public static func name(of signal: Int32) -> String {
        switch signal {
        case SIGINT: "SIGINT"
        case SIGTERM: "SIGTERM"
        case SIGHUP: "SIGHUP"
        default: "signal \(signal)"
        }
    }
}
