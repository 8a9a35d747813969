package io.github.zinx.tests.time;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A peer from which nothing arrives for the idle time is closed; by default there is no such time. */
final class P4_IdleLimitTest {

    private final Queue<Kind> stopped = new ConcurrentLinkedQueue<>();

    @Test
    void silentPeerIsClosedInGoodOrderAndNotTooEarly() throws Exception {
        Duration limit = Duration.ofMillis(400);
        try (Server server = start(config -> config.idleTimeout(limit));
                RawPeer peer = RawPeer.connect(server.port())) {
            long start = System.nanoTime();
            assertEquals("last words", peer.ask(1, "last words").text());
            peer.expectEnd();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.compareTo(limit) >= 0, "closed too early, after " + took);
            assertTrue(took.compareTo(limit.multipliedBy(3).plusSeconds(1)) < 0, "closed too late, after " + took);
            await().until(() -> server.connections().count() == 0 && !stopped.isEmpty());
            assertEquals(Kind.IDLE_TIMEOUT, stopped.element());
            assertEquals(1, server.stats().closed(Kind.IDLE_TIMEOUT));
        }
    }

    /** What this side sends is no sign of life of the other, which may be gone without a word. */
    @Test
    void peerThatOnlyListensIsClosed() throws Exception {
        Duration limit = Duration.ofMillis(400);
        try (Server server = start(config -> config.idleTimeout(limit));
                RawPeer peer = RawPeer.connect(server.port());
                Pace news = Pace.every(
                        Duration.ofMillis(50), () -> server.connections().forEach(c -> c.trySend(5, "news")))) {
            assertTrue(peer.readToEnd() > 0);
            await().until(() -> server.stats().closed(Kind.IDLE_TIMEOUT) == 1);
        }
    }

    /** A message, an unknown one, or a piece of one: whatever arrives is a sign of life. */
    @Test
    void heartbeatsKeepAConnectionAlive() throws Exception {
        Duration limit = Duration.ofMillis(900);
        byte[] beat = Layout.LTV_LE.frame(77, new byte[0]);
        try (Server server = start(config -> config.idleTimeout(limit));
                RawPeer messages = RawPeer.connect(server.port());
                RawPeer bytes = RawPeer.connect(server.port())) {
            int[] sent = new int[1];
            long start = System.nanoTime();
            Pace.times(14, Duration.ofMillis(80), () -> {
                messages.write(beat);
                bytes.write(beat[sent[0]++ % beat.length]);
            });
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.compareTo(limit) > 0, "this is to take longer than the limit");
            assertEquals("alive", messages.ask(1, "alive").text());
            assertEquals(2, server.connections().count());
            assertTrue(stopped.isEmpty());
        }
    }

    @Test
    void withoutAnIdleLimitSilenceIsNoFault() throws Exception {
        try (Server limited = start(config -> config.idleTimeout(Duration.ofMillis(200)));
                Server server = start(config -> config);
                RawPeer peer = RawPeer.connect(server.port());
                RawPeer clock = RawPeer.connect(limited.port())) {
            assertEquals("one", peer.ask(1, "one").text());
            clock.expectEnd();
            assertEquals("two", peer.ask(1, "two").text());
        }
    }

    private Server start(UnaryOperator<ServerConfig.Builder> change) throws IOException {
        return TestServer.start(
                change,
                s -> s.handle(1, request -> request.reply(request.data()))
                        .onStop((connection, reason) -> stopped.add(reason.kind())));
    }
}
