/// The console's head: what it knows, what a key asks for, what the screen shows. All values in
/// and out.
///
/// - ``LiveState`` is what the console knows of a cell. The session's threads feed it (`apply`),
///   the screen thread takes a copy.
/// - ``LiveModel`` is that copy and what the operator is doing at the keyboard. Its `update` takes
///   one ``LiveMessage`` and gives ``Effect`` values; whoever runs it performs them. Keys never
///   act: they become requests to the cell, which decides.
/// - `LiveView.draw` is a function of the model onto a grid.
/// - ``Story`` plays the operator without hands: the same intents, keys, switch and puck.
///
/// Every text from outside is cleaned when it enters (`String.forDisplay`), every number is
/// shown through `Figures`, which knows NaN and infinity.
///
/// Must not know: clocks (`now` is an argument, monotonic ns), threads, sockets, files, devices.
/// Start at ``LiveState``, then ``LiveModel/update(_:)``, then `LiveView`.
public enum Console {}
