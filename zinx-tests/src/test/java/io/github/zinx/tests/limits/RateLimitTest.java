package io.github.zinx.tests.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Message;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import io.github.zinx.tests.support.Mode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A peer that sends faster than it may is read more slowly, and that is all. How long something takes at least can be
 * asserted: a busy machine only makes it longer.
 */
final class RateLimitTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @ParameterizedTest
    @EnumSource(Mode.class)
    void messagesBeyondTheRateWaitTheirTurnAndNoneIsLost(Mode mode) throws Exception {
        try (Server server = start(
                        c -> mode.set(c).maxMessageRate(30).frameTimeout(SHORT).idleTimeout(SHORT));
                RawPeer greedy = RawPeer.connect(server)) {
            long start = System.nanoTime();
            for (int i = 0; i < 60; i++) {
                greedy.send(1, "message " + i);
            }
            for (int i = 0; i < 60; i++) {
                assertEquals(Message.of(1, "message " + i), greedy.receive());
                if (i == 30) {
                    try (RawPeer other = RawPeer.connect(server)) {
                        assertEquals("not held up", other.ask(1, "not held up").text());
                    }
                }
            }
            assertLasted(start, Duration.ofMillis(960)); // 59 before the last, and a second's worth may come at once
        }
    }

    @Test
    void bytesBeyondTheRateWaitTheirTurnWhateverTheFrames() throws Exception {
        // The last message is longer than what may come in a second: its reader pauses in the middle of it, and neither
        // the frame's clock nor the peer's silence may then count against the peer.
        try (Server server = start(c -> c.maxByteRate(4096)
                        .maxFrameLength(1 << 20)
                        .frameTimeout(SHORT)
                        .idleTimeout(SHORT));
                RawPeer greedy = RawPeer.connect(server)) {
            long start = System.nanoTime();
            for (int i = 0; i < 4; i++) {
                greedy.send(1, new byte[1024 - 8]);
            }
            greedy.send(1, new byte[8192 - 8]);
            for (int i = 0; i < 4; i++) {
                assertEquals(1024 - 8, greedy.receive().data().length);
            }
            assertEquals(8192 - 8, greedy.receive().data().length);
            assertLasted(start, Duration.ofSeconds(1)); // 8192 bytes at least before the last read, and 4096 at once
        }
    }

    @Test
    void stopDoesNotWaitForAPause() throws Exception {
        Server server = start(c -> c.maxMessageRate(1));
        try (RawPeer greedy = RawPeer.connect(server)) {
            for (int i = 0; i < 100; i++) {
                greedy.send(1, "message " + i);
            }
            assertEquals("message 0", greedy.receive().text());
            CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> server.stop(Duration.ofSeconds(30)));
            greedy.readToEnd(); // a hundred messages would take longer than it waits
            greedy.close();
            stop.get(10, TimeUnit.SECONDS);
            assertEquals(0, server.connections().count());
        } finally {
            server.close();
        }
    }

    private static Server start(UnaryOperator<ServerConfig.Builder> change) throws Exception {
        return TestServer.start(change, s -> s.handle(1, request -> request.reply(request.data())));
    }

    private static void assertLasted(long start, Duration atLeast) {
        long took = System.nanoTime() - start;
        assertTrue(took >= atLeast.toNanos(), "took " + took + " ns");
    }
}
