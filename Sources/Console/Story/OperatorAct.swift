public import Control
public import Keymap

/// What a story does, for the same paths that hands use: intents and keys for the model, switch
/// and puck for the operator's station.
public enum OperatorAct: Sendable, Equatable {
    case intent(Intent)
    case key(Key)
    case enablingSwitch(closed: Bool)
    /// A sample of the story's own puck, in counts as a device would give them.
    case puck(PuckSample)
    /// A line for the log of the run.
    case say(String)
}
