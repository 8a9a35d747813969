package io.github.zinx.tests.process;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.tests.support.Counts;
import io.github.zinx.tests.support.Peers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a server costs that has nothing to do: a loop left behind by a closed connection would burn a whole core. */
class B33_IdleServerTest {

    private static final int IDLE = Counts.of(200, 1000);

    @Test
    void P18_afterManyEndsAnIdleServerBurnsNothing() throws Exception {
        try (ChildServer server = ChildServer.start(List.of(), "-Dzinx.connection.idle-timeout=5m");
                Peers idle = new Peers()) {
            for (int i = 0; i < Counts.of(1000, 10_000); i++) {
                try (RawPeer peer = RawPeer.connect(server.port())) {
                    peer.ask(0, "ping");
                }
            }
            for (int i = 0; i < IDLE; i++) { // and those who stay have nothing to say
                idle.add(RawPeer.connect(server.port())).ask(0, "ping");
            }
            await().pollInterval(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> isQuiet(server));
            assertEquals(IDLE, server.report().connections());
        }
    }

    /** Compilers and collectors may still be at work for a while; a loop would be for ever. */
    private static boolean isQuiet(ChildServer server) throws Exception {
        Duration before = server.report().cpu();
        assertTrue(before.isPositive(), "starting has cost something");
        long start = System.nanoTime();
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        Duration used = server.report().cpu().minus(before);
        double share = used.toNanos() / (double) (System.nanoTime() - start);
        return share < 0.1;
    }
}
