package io.github.zinx.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.tests.support.Counts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server with little memory, and many peers that make it send and do not read. */
class SmallHeapTest {

    private static final int STUCK = 50;
    private static final long HEAP = 64L << 20;

    /** Fifty full send queues would be most of the heap, if what waits for all together had no bound. */
    @Test
    void P8_stuckPeersCannotFillTheHeapNorKeepOthersFromBeingServed() throws Exception {
        List<RawPeer> peers = new ArrayList<>();
        try (ChildServer server = ChildServer.start(
                        List.of(),
                        "-Xmx64m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Dzinx.connection.write-timeout=" + Counts.of(1, 10) + "s");
                RawPeer good = RawPeer.connect(server.port())) {
            long held = 0;
            for (int round = 1; round <= Counts.of(1, 6); round++) {
                for (int i = 0; i < STUCK; i++) {
                    RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 4096);
                    peers.add(peer);
                    peer.send(ChildServer.FLOOD, "flood");
                }
                while (server.ended(Kind.WRITE_TIMEOUT) < (long) round * STUCK) {
                    assertEquals("pong", good.ask(ChildServer.PING, "ping").text());
                    held = Math.max(held, server.report().bufferedBytes());
                }
            }
            assertTrue(held > 1 << 20, "hardly anything was held: " + held);
            assertTrue(held <= HEAP / 4, "more was held than a quarter of the heap: " + held);
            assertEquals("pong", good.ask(ChildServer.PING, "ping").text());
            assertEquals(0, server.logged("OutOfMemoryError"), server::toString);
        } finally {
            peers.forEach(RawPeer::close);
        }
    }
}
