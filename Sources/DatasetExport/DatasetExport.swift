/// Datasets made of recordings, one file of this module per format.
///
/// What it must not know: the screen, the link and the recorder. Every system call is in
/// `ExportFile.swift`; codecs and compression are C libraries.
///
/// Where to start reading: `MovieWriter.swift` puts a camera's JPEGs into an MP4 as they are.
enum DatasetExport {}
