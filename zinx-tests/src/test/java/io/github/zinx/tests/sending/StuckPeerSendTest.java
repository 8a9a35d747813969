package io.github.zinx.tests.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Connection;
import io.github.zinx.SendTimeoutException;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a send does for a peer that does not read: it fails in time, costs a bounded queue, and leaves nothing behind. */
class StuckPeerSendTest {

    private static final Duration SEND_TIMEOUT = Duration.ofMillis(300);
    private static final int QUEUE_BYTES = 64 * 1024;

    /** Room for what the kernel takes on both sides and for the one piece that the writer holds. */
    private static final int OUTSIDE_THE_QUEUE = 1024 * 1024;

    private final CompletableFuture<Connection> started = new CompletableFuture<>();
    private Server server;
    private RawPeer peer;
    private Connection stuck;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(
                config -> config.sendTimeout(SEND_TIMEOUT)
                        .sendQueueBytes(QUEUE_BYTES)
                        .sendQueueCapacity(100_000)
                        .socketSendBuffer(4096),
                s -> s.onStart(started::complete));
        peer = RawPeer.connect(server.port(), Layout.LTV_LE, 4096);
        stuck = started.get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
        server.close();
    }

    @Test
    void B09_P08_bufferedSendToNonReaderFailsInTimeAndWhatIsQueuedIsBounded() throws Exception {
        int accepted = Flood.fill(stuck, 1000);

        long start = System.nanoTime();
        assertThrows(SendTimeoutException.class, () -> stuck.sendBuffered(2, new byte[1000]));
        assertInTime(start, SEND_TIMEOUT);

        long bytes = accepted * 1008L;
        assertTrue(bytes <= QUEUE_BYTES + OUTSIDE_THE_QUEUE, () -> bytes + " bytes were accepted");
        assertTrue(stuck.isOpen(), "a send that times out does not end the connection");
    }

    @Test
    void trySendIsFalseWithoutRoomAndTrueWithRoom() throws Exception {
        int accepted = Flood.fill(stuck, 1000);

        long start = System.nanoTime();
        assertFalse(stuck.trySend(2, new byte[1000]));
        assertInTime(start, Duration.ZERO);

        for (int i = 0; i < accepted; i++) {
            Numbered.check(peer.receive().data(), 0, i);
        }
        assertTrue(stuck.trySend(2, Numbered.payload(0, accepted, 1000)));
        Numbered.check(peer.receive().data(), 0, accepted);
    }

    @Test
    void sendThatTimesOutPutsNothingOnTheWireAndLaterOnesArriveInOrder() throws Exception {
        int accepted = Flood.fill(stuck, 1000);
        for (int i = 0; i < 2; i++) {
            assertThrows(SendTimeoutException.class, () -> stuck.send(3, "never to be seen"));
            assertThrows(SendTimeoutException.class, () -> stuck.sendBuffered(3, new byte[1000]));
        }

        for (int i = 0; i < accepted; i++) {
            Numbered.check(peer.receive().data(), 0, i);
        }
        for (int i = 0; i < 100; i++) {
            int number = accepted + i;
            if (i % 2 == 0) {
                stuck.send(2, Numbered.payload(0, number, 20));
            } else {
                stuck.sendBuffered(2, Numbered.payload(0, number, 20));
            }
            Numbered.check(peer.receive().data(), 0, number);
        }
    }

    @Test
    void B09_unbufferedSendBehindWaitingWriterFailsInTime() throws Exception {
        Flood.fill(stuck, 1000);
        long start = System.nanoTime();
        assertThrows(SendTimeoutException.class, () -> stuck.send(2, "small"));
        assertInTime(start, SEND_TIMEOUT);
        assertTrue(stuck.isOpen());
    }

    @Test
    void flushIsFalseWhileThePeerDoesNotReadAndTrueOnceItHasCaughtUp() throws Exception {
        int accepted = Flood.fill(stuck, 1000);

        long start = System.nanoTime();
        assertFalse(stuck.flush(Duration.ofMillis(100)));
        assertInTime(start, Duration.ofMillis(100));

        CompletableFuture<Boolean> flushed = CompletableFuture.supplyAsync(() -> flush(Duration.ofSeconds(20)));
        for (int i = 0; i < accepted; i++) {
            Numbered.check(peer.receive().data(), 0, i);
        }
        assertTrue(flushed.get(10, TimeUnit.SECONDS));
        assertEquals(0, server.stats().handlerFailures());
    }

    private boolean flush(Duration timeout) {
        try {
            return stuck.flush(timeout);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertInTime(long start, Duration promise) {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        Duration bound = promise.multipliedBy(3).plusSeconds(1);
        assertTrue(took.compareTo(bound) < 0, () -> "took " + took);
    }
}
