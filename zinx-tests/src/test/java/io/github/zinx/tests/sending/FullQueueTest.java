package io.github.zinx.tests.sending;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason;
import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.SendTimeoutException;
import io.github.zinx.WhenQueueFull;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerListener;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is done about a send queue that fills up, by configuration and for a single send, and who is told in time. */
@Timeout(60)
final class FullQueueTest {

    private final CompletableFuture<Connection> started = new CompletableFuture<>();
    private final CompletableFuture<CloseReason> ended = new CompletableFuture<>();
    private final List<Boolean> writable = new CopyOnWriteArrayList<>();
    private Server server;
    private RawPeer peer;
    private Connection stuck;

    /** Sends would wait for ever, so that one that fails has not waited. */
    private void start(WhenQueueFull whenFull) throws Exception {
        server = TestServer.start(
                config -> config.sendTimeout(ConnectionSettings.OFF)
                        .sendQueueCapacity(100)
                        .socketSendBuffer(4096)
                        .whenQueueFull(whenFull),
                s -> s.onStart(started::complete)
                        .onStop((connection, reason) -> ended.complete(reason))
                        .listener(new ServerListener() {
                            @Override
                            public void writabilityChanged(Connection connection, boolean now) {
                                writable.add(now);
                            }
                        }));
        peer = RawPeer.connect(server.port(), Layout.LTV_LE, 4096);
        stuck = started.get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        peer.close();
        server.close();
    }

    @Test
    void P8_fullQueueFailsTheSendAtOnceWhereThatIsConfigured() throws Exception {
        start(WhenQueueFull.FAIL);
        int taken = Flood.fill(stuck, 1000);
        assertThrows(SendTimeoutException.class, () -> stuck.sendBuffered(1, new byte[1000]));
        assertTrue(stuck.isOpen());
        for (int i = 0; i < taken; i++) {
            assertEquals(1000, peer.receive().data().length);
        }
        await().until(stuck::isWritable);
        stuck.sendBuffered(1, "again");
        assertEquals("again", peer.receive().text());
    }

    @Test
    void P8_fullQueueDropsTheConnectionWhereThatIsConfigured() throws Exception {
        start(WhenQueueFull.DROP);
        Flood.fill(stuck, 1000);
        assertThrows(ConnectionClosedException.class, () -> stuck.sendBuffered(1, new byte[1000]));
        assertEquals(Kind.SLOW_CONSUMER, ended.get(10, TimeUnit.SECONDS).kind());
        assertEquals(1, server.stats().closed(Kind.SLOW_CONSUMER));
        assertFalse(stuck.isWritable());
        assertTrue(peer.readToEnd() > 0);
    }

    @Test
    void P8_aSingleSendSaysForItselfWhatToDoWithoutRoom() throws Exception {
        start(WhenQueueFull.WAIT);
        Flood.fill(stuck, 1000);
        byte[] data = new byte[1000];
        assertThrows(SendTimeoutException.class, () -> stuck.sendBuffered(1, data, WhenQueueFull.FAIL));
        assertTrue(stuck.isOpen());
        assertThrows(ConnectionClosedException.class, () -> stuck.sendBuffered(1, data, WhenQueueFull.DROP));
        assertEquals(Kind.SLOW_CONSUMER, ended.get(10, TimeUnit.SECONDS).kind());
    }

    @Test
    void waterMarksTellWhenToHoldBackAndWhenToGoOn() throws Exception {
        start(WhenQueueFull.WAIT);
        assertTrue(stuck.isWritable());
        int taken = Flood.fill(stuck, 1000);
        assertFalse(stuck.isWritable());
        await().until(() -> !writable.isEmpty() && !writable.getLast());
        for (int i = 0; i < taken; i++) {
            assertEquals(1000, peer.receive().data().length);
        }
        await().until(() -> writable.getLast());
        for (int i = 0; i < writable.size(); i++) {
            assertEquals(i % 2 == 1, writable.get(i), "it has changed each time, and was writable first: " + writable);
        }
        assertTrue(stuck.isWritable());
        stuck.close();
        assertFalse(stuck.isWritable());
    }
}
