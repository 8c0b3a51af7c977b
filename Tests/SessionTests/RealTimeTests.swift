import Testing
import Threads

@Suite("Real-time scheduling that is not permitted") struct RealTimeTests {
    @Test("is told in one sentence, with what to write where")
    func sentences() {
        #expect(RealTime.Refusal(scheduling: false, memory: false).sentence(user: "ada") == nil)
        #expect(
            RealTime.Refusal(scheduling: true, memory: true).sentence(user: "ada")
                == "ada may not have real-time scheduling and locked memory, so it runs without: "
                + "put 'ada - rtprio 20' and 'ada - memlock unlimited' into "
                + "/etc/security/limits.d/reins.conf and log in again")
        #expect(
            RealTime.Refusal(scheduling: false, memory: true).sentence(user: "ada")?
                .contains("rtprio") == false)
    }
}
