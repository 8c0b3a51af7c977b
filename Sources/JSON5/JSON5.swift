/// JSON5
enum JSON5Module {}
