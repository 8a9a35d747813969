package io.github.zinx.tests.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verdict of a soak turns with whatever is not as it should be. */
class VerdictTest {

    private final Report server = Report.parse("heap=10000 threads=20 zinx-threads=8 files=50");
    private final Report serverEnd =
            Report.parse("heap=10400 threads=21 zinx-threads=8 files=52 accepted=1000 closed=1000");
    private final Report good = Report.parse("heap=5000 threads=10 zinx-threads=1 files=30");
    private final Report goodEnd = Report.parse("heap=5000 threads=10 zinx-threads=1 files=30");
    private final Report ends = Report.parse("failures=30 unknown=50 end.GOOD.CLOSED_BY_PEER=70");
    private final Report goodDone = Report.parse("messages=5000 broadcasts=400 connects=70");
    private final Report badDone = Report.parse("deeds=200 failures=30 unknown=50");
    private final Report stopped = Report.parse("millis=20");
    private int errorLines;

    VerdictTest() {
        for (Kind kind : Kind.values()) {
            badDone.add("tried." + kind, 5);
            ends.add("end." + kind + "." + kind.ends().getFirst(), 5);
        }
    }

    private List<String> broken() {
        return Verdict.of(new Outcome(server, serverEnd, good, goodEnd, ends, goodDone, badDone, stopped, errorLines))
                .stream()
                .filter(check -> !check.held())
                .map(Check::what)
                .toList();
    }

    @Test
    void nothingIsBrokenWhereEverythingIsAsItShouldBe() {
        assertEquals(List.of(), broken());
    }

    @ParameterizedTest
    @CsvSource({
        "connections, 1, places",
        "accepted, 1, places",
        "closed, 1, places",
        "waiting, 1, counters",
        "buffered, 1, counters",
        "accept-errors, 1, counters",
        "events-dropped, 1, counters",
        "heap, 200, 'heap, server'",
        "threads, 10, held by server",
        "zinx-threads, 4, held by server",
        "files, 5, held by server",
    })
    void whatTheServerHoldsTurnsIt(String number, long more, String what) {
        serverEnd.add(number, more);
        assertEquals(List.of(what), broken());
    }

    @ParameterizedTest
    @CsvSource({
        "failures, 1, counters",
        "unknown, -1, counters",
        "end.GOOD.CLOSED_BY_PEER, -1, their ends",
        "end.GOOD.IDLE_TIMEOUT, 1, their ends",
        "end.DRIP.FRAME_TIMEOUT, -1, DRIP",
        "end.IDLE.CLOSED_BY_PEER, 1, IDLE",
    })
    void whatHappenedAtTheServerTurnsIt(String number, long more, String what) {
        ends.add(number, more);
        assertEquals(List.of(what), broken());
    }

    @ParameterizedTest
    @CsvSource({
        "problems, 1, good clients",
        "messages, -5000, good clients",
        "broadcasts, -400, good clients",
        "connects, 1, their ends",
    })
    void goodClientsTurnIt(String number, long more, String what) {
        goodDone.add(number, more);
        assertEquals(List.of(what), broken());
    }

    @ParameterizedTest
    @CsvSource({"heap, 300, 'heap, good clients'", "threads, 4, held by good clients"})
    void whatGoodClientsHoldTurnsIt(String number, long more, String what) {
        goodEnd.add(number, more);
        assertEquals(List.of(what), broken());
    }

    @Test
    void badClientsTurnIt() {
        badDone.add("problems", 1).add("tried.SILENT", 1);
        assertEquals(List.of("bad clients", "SILENT"), broken());
    }

    @Test
    void aKindThatNeverCameToItsEndTurnsIt() {
        badDone.add("tried.CHURN", -5);
        ends.add("end.CHURN.CLOSED_BY_PEER", -5);
        ends.add("end.CROWD.REJECTED_ADDRESS", -5).add("end.CROWD.CLOSED_BY_PEER", 5);
        assertEquals(List.of("CHURN", "CROWD"), broken());
    }

    @Test
    void theStopAndTheLogTurnIt() {
        stopped.add("zinx-threads", 1);
        errorLines = 1;
        assertEquals(List.of("log", "stop"), broken());
    }

    @Test
    void aPlaceTakenAtHalfTimeTurnsIt() {
        server.add("connections", 1);
        assertEquals(List.of("places"), broken());
    }
}
