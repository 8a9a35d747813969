package io.github.zinx.tests.time;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Message;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import io.github.zinx.tests.support.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer that does not read is dropped at the write deadline; one that reads, however slowly, is not. */
final class P3_WriteDeadlineTest {

    private static final int SIZE = 4096;

    private final Queue<Kind> stopped = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Throwable> whatTheSenderGot = new CompletableFuture<>();

    @ParameterizedTest
    @EnumSource(Mode.class)
    void B23_peerThatNeverReadsIsDroppedAndItsSenderGetsAnException(Mode mode) throws Exception {
        Duration limit = Duration.ofMillis(400);
        try (Server server =
                        start(config -> mode.set(config).writeTimeout(limit).sendTimeout(Duration.ofSeconds(60)));
                RawPeer other = RawPeer.connect(server.port());
                RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 4096)) {
            other.ask(1, "");
            long start = System.nanoTime();
            peer.send(2, "flood");
            Throwable got = whatTheSenderGot.get(3 * limit.toMillis() + 5000, TimeUnit.MILLISECONDS);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertInstanceOf(ConnectionClosedException.class, got);
            assertTrue(took.compareTo(limit) >= 0, "dropped too early, after " + took);
            await().until(() -> !stopped.isEmpty());
            assertEquals(Kind.WRITE_TIMEOUT, stopped.element());
            assertEquals(1, server.connections().count());
            assertEquals("alive", other.ask(1, "alive").text());
            peer.readToEnd();
            assertEquals(1, server.stats().closed(Kind.WRITE_TIMEOUT));
        }
    }

    /** Reading at a steady pace for longer than the limit, with queue and socket full all the time. */
    @Test
    void slowButSteadyReaderIsNeverCut() throws Exception {
        Duration limit = Duration.ofSeconds(1);
        int count = 250;
        try (Server server = start(config -> config.writeTimeout(limit).sendQueueBytes(1 << 20));
                RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 8192)) {
            peer.send(3, Integer.toString(count));
            int[] next = new int[1];
            long start = System.nanoTime();
            Pace.times(count / 5, Duration.ofMillis(40), () -> {
                for (int i = 0; i < 5; i++) {
                    assertIntact(next[0]++, peer.receive());
                }
            });
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.compareTo(limit) > 0, "this is to take longer than the limit");
            assertEquals("alive", peer.ask(1, "alive").text());
            assertEquals(0, server.stats().closed(Kind.WRITE_TIMEOUT));
        }
    }

    /** The limit is for a write that is under way, and not for having nothing to write. */
    @Test
    void readerThatPausesForLessThanTheLimitLosesNothing() throws Exception {
        Duration limit = Duration.ofSeconds(2);
        int count = 250;
        try (Server server = start(config -> config.writeTimeout(limit));
                RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 8192)) {
            peer.send(3, Integer.toString(count));
            Pace.times(2, Duration.ofMillis(600), () -> {});
            for (int i = 0; i < count; i++) {
                assertIntact(i, peer.receive());
            }
            assertEquals(1, server.connections().count());
        }
    }

    @Test
    void connectionWithNothingToWriteIsNotCut() throws Exception {
        Duration limit = Duration.ofMillis(200);
        try (Server server = start(config -> config.writeTimeout(limit));
                RawPeer peer = RawPeer.connect(server.port())) {
            assertEquals("one", peer.ask(1, "one").text());
            Pace.times(2, limit.multipliedBy(3), () -> {});
            assertEquals("two", peer.ask(1, "two").text());
        }
    }

    private static void assertIntact(int number, Message message) {
        byte[] expected = new byte[SIZE];
        Arrays.fill(expected, (byte) number);
        assertEquals(3, message.id());
        assertFalse(Arrays.mismatch(expected, message.data()) >= 0, "message " + number);
    }

    private Server start(UnaryOperator<ServerConfig.Builder> change) throws IOException {
        return TestServer.start(
                change,
                s -> s.handle(1, request -> request.reply(request.data()))
                        .handle(2, request -> flood(request.connection()))
                        .handle(3, request -> {
                            for (int i = 0; i < Integer.parseInt(request.text()); i++) {
                                byte[] data = new byte[SIZE];
                                Arrays.fill(data, (byte) i);
                                request.reply(data);
                            }
                        })
                        .onStop((connection, reason) -> stopped.add(reason.kind())));
    }

    private void flood(Connection connection) {
        try {
            for (int i = 0; i < 100_000; i++) {
                connection.sendBuffered(2, new byte[SIZE]);
            }
            whatTheSenderGot.complete(new AssertionError("there was no end to it"));
        } catch (Throwable t) {
            whatTheSenderGot.complete(t);
        }
    }
}
