package io.github.zinx.tests.sending;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Connection;
import io.github.zinx.Message;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class BroadcastTest {

    private static final int ALL = Counts.of(60, 200);
    private static final int STUCK = 5;

    @Test
    void broadcastReachesAllButTheStuckOnesAndCountsThose() throws Exception {
        Map<Long, Connection> connections = new ConcurrentHashMap<>();
        List<RawPeer> peers = new ArrayList<>();
        try (Server server = TestServer.start(
                config ->
                        config.sendQueueBytes(16 * 1024).socketSendBuffer(4096).stopGrace(Duration.ofMillis(200)),
                s -> s.onStart(c -> connections.put(c.id(), c)))) {
            for (int i = 0; i < ALL; i++) {
                peers.add(RawPeer.connect(server.port(), Layout.LTV_LE, i < STUCK ? 4096 : 0));
            }
            eventually().until(() -> findable(server) == ALL);
            for (long id = 0; id < STUCK; id++) {
                Flood.fill(connections.get(id), 500);
            }

            long start = System.nanoTime();
            int taken = server.connections().broadcast(Message.of(7, "to all".repeat(100)));
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertEquals(ALL - STUCK, taken);
            assertEquals(STUCK, server.stats().broadcastsSkipped());
            assertTrue(took.compareTo(Duration.ofSeconds(1)) < 0, () -> "a broadcast never waits; it took " + took);
            for (RawPeer peer : peers.subList(STUCK, ALL)) {
                assertEquals(Message.of(7, "to all".repeat(100)), peer.receive());
            }
        } finally {
            for (RawPeer peer : peers) {
                peer.close();
            }
        }
    }

    private static int findable(Server server) {
        int[] count = new int[1];
        server.connections().forEach(c -> count[0]++);
        return count[0];
    }
}
