package io.github.zinx.tests.soak;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Counts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of bad client does what it is there for: its connections come to the end of their kind. */
@Timeout(120)
class BadKindsTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void comesToTheEndOfItsKind(Kind kind) throws Exception {
        for (int i = 0; i < Counts.of(1, 2); i++) {
            boolean pool = (kind.ordinal() + i) % 2 == 0; // in an ordinary run half of them with each
            ends(kind, pool ? 10 : 0);
        }
    }

    private void ends(Kind kind, int workers) throws Exception {
        Marks marks = Marks.in(folder.resolve("marks"));
        Ends ends = new Ends();
        Tally tally = new Tally();
        Limits limits = limits(kind.ends().getFirst(), kind == Kind.CROWD ? 5 : 100);
        long seed = new Random().nextLong();
        try (Server server = new Service(marks, ends).on(Server.create(limits.config("soak-test", workers)))) {
            server.start();
            kind.run(new BadPeers(kind, server.port(), limits, marks, tally, new Random(seed)));
            eventually().until(() -> sum(ends(ends, kind)) == tally.get("tried." + kind));
            eventually().until(() -> server.connections().count() == 0);

            assertEquals(tally.get("failures"), server.stats().handlerFailures());
            assertEquals(tally.get("unknown"), server.stats().messagesUnknown());
        }
        Map<String, Long> found = ends(ends, kind);
        if (tally.get("no-second-address") == 0) {
            String text = kind + " with seed " + seed + " ended " + found;
            assertTrue(found.containsKey(kind.ends().getFirst()), text);
            assertTrue(kind.ends().containsAll(found.keySet()), text);
        }
    }

    /** All limits but that of its kind are far away, so that no other can come before it on a busy machine. */
    private static Limits limits(String end, int perAddress) {
        return new Limits(
                end.equals("FRAME_TIMEOUT") ? SHORT : LONG,
                end.equals("WRITE_TIMEOUT") ? SHORT : LONG,
                end.equals("IDLE_TIMEOUT") ? SHORT : LONG,
                end.equals("LOGIN_TIMEOUT") ? SHORT : LONG,
                4000,
                perAddress);
    }

    private static Map<String, Long> ends(Ends ends, Kind kind) {
        Report report = new Report();
        ends.addTo(report);
        return report.under("end." + kind + ".");
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
