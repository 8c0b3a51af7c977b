import Glibc
import Messages
import Testing

@testable import Link

@Suite("Keys on disk")
struct KeyStoreTests {
    private let scratch = Scratch()
    private var directory: String { scratch.path + "/keys" }

    private func mode(_ path: String) -> mode_t {
        var info = stat()
        return unsafe stat(path, &info) == 0 ? info.st_mode & 0o7777 : 0
    }

    @Test("a pair is stored with the modes it needs and read back")
    func createAndRead() throws {
        let store = try KeyStore(making: directory)
        let pair = try store.create("cell")
        #expect(mode(directory) == 0o700)
        #expect(mode(directory + "/cell.key_secret") == 0o600)
        #expect(try store.pair("cell").publicKey == pair.publicKey)
        #expect(try store.pair("cell").secret == pair.secret)
        #expect(try store.publicKey("cell") == pair.publicKey)
        #expect(try store.list().map(\.name) == ["cell"])
        #expect(try KeyFile.names(in: directory, limit: 10) == ["cell.key", "cell.key_secret"])
    }

    @Test("a secret that others can read is refused", arguments: [0o640, 0o604, 0o660] as [mode_t])
    func exposedSecret(_ exposed: mode_t) throws {
        let store = try KeyStore(making: directory)
        _ = try store.create("cell")
        _ = unsafe chmod(directory + "/cell.key_secret", exposed)
        let error = #expect(throws: LinkError.self) { try store.pair("cell") }
        #expect(error?.sentence.contains("chmod 600") == true)
    }

    @Test(
        "a directory that others can enter is refused",
        arguments: [0o755, 0o710, 0o777] as [mode_t])
    func exposedDirectory(_ exposed: mode_t) throws {
        let store = try KeyStore(making: directory)
        let pair = try store.create("cell")
        try store.allow(pair.publicKey, as: "cell")
        _ = unsafe chmod(directory, exposed)
        let error = #expect(throws: LinkError.self) { try KeyStore(opening: directory) }
        #expect(error?.sentence.contains("chmod 700") == true)
        // A list that others may have changed lets nobody in.
        #expect(AllowList.store(store).role(of: pair.publicKey) == nil)
    }

    @Test("a key is never overwritten")
    func noOverwriting() throws {
        let store = try KeyStore(making: directory)
        let pair = try store.create("cell")
        #expect(throws: LinkError.self) { try store.create("cell") }
        #expect(try store.publicKey("cell") == pair.publicKey)
        try store.allow(pair.publicKey, as: "console")
        try store.allow(pair.publicKey, as: "console")
        let other = try KeyPair.fresh().publicKey
        #expect(throws: LinkError.self) { try store.allow(other, as: "console") }
        #expect(AllowList.store(store).role(of: pair.publicKey) == .operate)
    }

    @Test(
        "names that would leave the directory are refused",
        arguments: ["", "..", "a/b", "a.key", "é", "x y", String(repeating: "n", count: 65)])
    func badNames(_ name: String) throws {
        let store = try KeyStore(making: directory)
        #expect(throws: LinkError.badKeyName(name)) { try store.create(name) }
        #expect(throws: LinkError.badKeyName(name)) { try store.revoke(name) }
    }

    @Test("allowing and revoking, with a file among them that is no key")
    func allowAndRevoke() throws {
        let store = try KeyStore(making: directory)
        let (ada, bob) = (try KeyPair.fresh().publicKey, try KeyPair.fresh().publicKey)
        try store.allow(ada, as: "ada")
        try store.allow(bob, as: "bob")
        try KeyFile.write("nonsense", to: directory + "/allowed/junk.key", mode: 0o644)
        #expect(try store.allowed().map(\.name) == ["ada", "bob"])
        try store.revoke("ada")
        #expect(AllowList.store(store).roles() == [bob.identity: .operate])
        #expect(throws: LinkError.self) { try store.revoke("ada") }
    }

    @Test("a client may do what its file says; what says nothing we know lets nobody in")
    func roles() throws {
        let store = try KeyStore(making: directory)
        let key = try KeyPair.fresh().publicKey
        for role in Role.allCases {
            try store.allow(key, as: "ada", role: role)
            #expect(AllowList.store(store).role(of: key) == role)
        }
        // Allowed before there were roles.
        try KeyFile.write(
            Certificate.text(publicKey: key), to: directory + "/allowed/ada.key", mode: 0o644)
        #expect(AllowList.store(store).role(of: key) == .operate)
        // Under two names, no more than either says.
        try store.allow(key, as: "bob", role: .observe)
        #expect(AllowList.store(store).role(of: key) == .observe)
        try store.revoke("bob")
        let text = Certificate.text(publicKey: key, role: .stop)
            .replacing("\"stop\"", with: "\"Stop\"")
        try KeyFile.write(text, to: directory + "/allowed/ada.key", mode: 0o644)
        #expect(AllowList.store(store).role(of: key) == nil)
    }

    @Test("the certificates that czmq writes are read")
    func czmqForm() throws {
        let pair = try KeyPair.fresh()
        let text = """
            #   ****  Generated on 2026-01-01 12:00:00 by CZMQ  ****
            metadata
                name = "console # 1"
            curve
                public-key = "\(pair.publicKey.z85)"
                secret-key = "\(pair.secret)"
            """
        #expect(try Certificate.pair(from: text, path: "x").secret == pair.secret)
    }

    @Test(
        "files that are not keys",
        arguments: [
            "", "curve", "public-key = 1", "public-key = \"short\"", "public-key = \"",
            "public-key = \"" + String(repeating: "\\", count: 40) + "\"",
        ])
    func notKeys(_ text: String) {
        #expect(throws: LinkError.self) { try Certificate.publicKey(from: text, path: "x") }
    }

    @Test("Z85 of known bytes, and none that overflows")
    func z85() {
        let bytes: [UInt8] = [0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B]
        let text = "HelloWorld"
        #expect(Z85.decode(text + text + text + text) == bytes + bytes + bytes + bytes)
        #expect(Z85.decode(String(repeating: "#", count: 40)) == nil)
        #expect(Z85.encode(bytes + bytes + bytes + bytes) == text + text + text + text)
    }
}
