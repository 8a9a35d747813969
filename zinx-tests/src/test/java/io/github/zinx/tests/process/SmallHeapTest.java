package io.github.zinx.tests.process;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.tests.support.Counts;
import io.github.zinx.tests.support.Peers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A server with little memory, and many peers that make it send and do not read. */
class SmallHeapTest {

    private static final int STUCK = 50;
    private static final long HEAP = 64L << 20;

    /** Fifty full send queues would be most of the heap, if what waits for all together had no bound. */
    @Test
    void P8_stuckPeersCannotFillTheHeapNorKeepOthersFromBeingServed() throws Exception {
        int dropped = Counts.of(10, 6 * STUCK);
        try (ChildServer server = ChildServer.start(
                        List.of(),
                        "-Xmx64m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Dzinx.connection.write-timeout=" + Counts.of(1, 4) + "s");
                Peers peers = new Peers();
                RawPeer good = RawPeer.connect(server.port())) {
            AtomicLong held = new AtomicLong();
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        assertEquals("pong", good.ask(ChildServer.PING, "ping").text());
                        ChildServer.Report report = server.report();
                        held.accumulateAndGet(report.bufferedBytes(), Math::max);
                        for (int i = report.connections(); i <= STUCK; i++) { // and the good one
                            peers.add(stuck(server.port()));
                        }
                        return server.ended(Kind.WRITE_TIMEOUT) >= dropped;
                    });
            assertTrue(held.get() > 1 << 20, "hardly anything was held: " + held);
            assertTrue(held.get() <= HEAP / 4, "more was held than a quarter of the heap: " + held);
            assertEquals("pong", good.ask(ChildServer.PING, "ping").text());
            assertEquals(0, server.logged("OutOfMemoryError"), server::toString);
        }
    }

    private static RawPeer stuck(int port) throws IOException {
        RawPeer peer = RawPeer.connect(port, Layout.LTV_LE, 4096);
        peer.send(ChildServer.FLOOD, "flood");
        return peer;
    }
}
