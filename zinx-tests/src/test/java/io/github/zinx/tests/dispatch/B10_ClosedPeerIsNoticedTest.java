package io.github.zinx.tests.dispatch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Counts;
import io.github.zinx.tests.support.Mode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** While a handler of the pool is busy, its connection's reader goes on reading, and so sees the peer leave. */
final class B10_ClosedPeerIsNoticedTest {

    private static final int WAITING = Counts.of(300, 3000);
    private static final Duration DRAIN = Duration.ofMillis(300);

    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();
    private final Queue<Kind> stopped = new ConcurrentLinkedQueue<>();

    @AfterEach
    void letGo() {
        mayEnd.countDown();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"POOL", "POOL_OF_PLATFORM_THREADS"})
    void resetFreesThePlaceAtOnce(Mode mode) throws Exception {
        try (Server server = start(mode, Duration.ofSeconds(60))) {
            try (RawPeer peer = RawPeer.connect(server.port())) {
                keepBusy(peer);
                peer.reset();
            }
            await().atMost(Duration.ofSeconds(2))
                    .until(() -> server.connections().count() == 0);
            assertEquals(1, server.stats().closed(Kind.CONNECTION_LOST));
            assertEnds(server);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"POOL", "POOL_OF_PLATFORM_THREADS"})
    void endOfStreamFreesThePlaceWithinTheDrainLimit(Mode mode) throws Exception {
        try (Server server = start(mode, DRAIN)) {
            try (RawPeer peer = RawPeer.connect(server.port())) {
                keepBusy(peer);
            }
            await().atMost(DRAIN.multipliedBy(3).plusSeconds(1))
                    .until(() -> server.connections().count() == 0);
            assertEquals(1, server.stats().closed(Kind.CLOSED_BY_PEER));
            assertEnds(server);
        }
    }

    /** A reader runs handlers itself that have long been short; the first long one is the last that keeps it from reading. */
    @Test
    void resetIsNoticedAfterOneLongHandlerOfTheReadersAtTheLatest() throws Exception {
        CountDownLatch firstMayEnd = new CountDownLatch(1);
        CountDownLatch onReader = new CountDownLatch(1);
        try (Server server = TestServer.start(
                Mode.POOL::set,
                s -> s.handle(1, request -> {
                            if (Thread.currentThread().getName().startsWith("zinx-reader-")) {
                                onReader.countDown();
                                firstMayEnd.await();
                            }
                            request.reply("");
                        })
                        .handle(2, request -> {
                            if (onReader.getCount() == 0) {
                                begun.incrementAndGet();
                                mayEnd.await();
                            }
                            request.reply("");
                        }))) {
            try (RawPeer peer = RawPeer.connect(server.port())) {
                for (int round = 1; onReader.getCount() > 0; round++) {
                    peer.write(allOf(1, 2, 2, 2));
                    int answered = 4 * round;
                    await().until(() ->
                            onReader.getCount() == 0 || server.stats().messagesHandled() == answered);
                    for (int i = 0; i < 4 && onReader.getCount() > 0; i++) {
                        peer.receive();
                    }
                }
                peer.reset();
            }
            firstMayEnd.countDown();
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> server.connections().count() == 0);
            assertTrue(begun.get() <= 1, () -> begun + " more long ones had begun");
            mayEnd.countDown();
        }
    }

    private static byte[] allOf(int... ids) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int id : ids) {
            frames.writeBytes(Layout.LTV_LE.frame(id, ""));
        }
        return frames.toByteArray();
    }

    private void keepBusy(RawPeer peer) throws IOException {
        for (int i = 0; i <= WAITING; i++) {
            peer.send(1, "work");
        }
        await().until(() -> begun.get() == 1);
    }

    /** The handler still runs: the stop hook waits for it, and what was behind it is dropped and counted. */
    private void assertEnds(Server server) {
        assertTrue(stopped.isEmpty(), "the stop hook comes after the last handler");
        assertEquals(0, server.stats().messagesHandled());
        mayEnd.countDown();
        await().until(() -> !stopped.isEmpty());
        assertEquals(1, stopped.size());
        assertEquals(1, begun.get());
        assertEquals(1, server.stats().messagesHandled());
        assertTrue(
                server.stats().messagesDropped() <= WAITING,
                "dropped " + server.stats().messagesDropped());
        assertTrue(server.connections().find(0).isEmpty());
    }

    private Server start(Mode mode, Duration drain) throws IOException {
        return TestServer.start(
                config -> mode.set(config).workerQueueCapacity(WAITING + 1).drainTimeout(drain),
                s -> s.handle(1, request -> {
                            begun.incrementAndGet();
                            mayEnd.await();
                        })
                        .onStop((connection, reason) -> stopped.add(reason.kind())));
    }
}
