package io.github.zinx.tests.limits;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.RejectCause;
import io.github.zinx.server.Server;
import io.github.zinx.server.WhenFull;
import io.github.zinx.tests.dispatch.Together;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** By option the surplus is not turned away but waits until there is a place. */
final class P6_WaitingForAPlaceTest {

    @Test
    void surplusIsServedWhenAPlaceIsFree() throws Exception {
        try (Server server = start(1)) {
            try (RawPeer first = RawPeer.connect(server.port())) {
                assertEquals("one", first.ask(1, "one").text());
                try (RawPeer second = RawPeer.connect(server.port())) {
                    second.send(1, "two");
                    assertEquals("one again", first.ask(1, "one again").text());
                    assertEquals(1, server.stats().accepted());
                    first.close();
                    assertEquals("two", second.receive().text());
                }
            }
            assertEquals(0, server.stats().rejected(RejectCause.FULL));
        }
    }

    @Test
    void everyoneHasTheirTurnAndNeverTooManyAtOnce() throws Exception {
        try (Server server = start(3)) {
            Together.run(60, i -> {
                try (RawPeer peer = RawPeer.connect(server.port())) {
                    assertEquals("turn " + i, peer.ask(1, "turn " + i).text());
                    assertTrue(server.connections().count() <= 3);
                }
            });
            await().until(() -> server.connections().count() == 0);
            assertEquals(60, server.stats().accepted());
            assertEquals(0, server.stats().rejected(RejectCause.FULL));
        }
    }

    /** The acceptor waits for a place that will not come free: the one who has it stays. */
    @Test
    void stopEndsTheWaitForAPlace() throws Exception {
        int port;
        try (Server server = start(1);
                RawPeer first = RawPeer.connect(server.port())) {
            port = server.port();
            assertEquals("one", first.ask(1, "one").text());
            try (RawPeer second = RawPeer.connect(port)) {
                second.send(1, "two");
                assertStopsSoon(server, first);
                assertEquals(0, second.readToEnd(), "it was never admitted");
            }
            assertEquals(1, server.stats().accepted());
        }
        assertFree(port);
    }

    /** The acceptor has a place in hand and waits for somebody to come. */
    @Test
    void stopEndsTheWaitForAPeer() throws Exception {
        Server server = start(1);
        int port = server.port();
        assertStopsSoon(server, null);
        assertFree(port);
        assertEquals(0, server.connections().count());
    }

    private static void assertStopsSoon(Server server, @Nullable RawPeer peer) throws Exception {
        Duration grace = Duration.ofMillis(500);
        long start = System.nanoTime();
        server.stop(grace);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(grace.plusSeconds(1).multipliedBy(3).plusSeconds(1)) < 0, "the stop took " + took);
        server.awaitStopped();
        if (peer != null) {
            peer.expectEnd();
        }
    }

    private static void assertFree(int port) throws IOException {
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }

    private Server start(int places) throws IOException {
        return TestServer.start(
                config -> config.maxConnections(places).whenFull(WhenFull.WAIT),
                s -> s.handle(1, request -> request.reply(request.data())));
    }
}
