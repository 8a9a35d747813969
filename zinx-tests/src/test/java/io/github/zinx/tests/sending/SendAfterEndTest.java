package io.github.zinx.tests.sending;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static io.github.zinx.tests.stopping.Eventually.within;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.zinx.Connection;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Message;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of a connection reaches everybody who sends on it, at once and as an exception. */
class SendAfterEndTest {

    private final CompletableFuture<Connection> started = new CompletableFuture<>();

    @Test
    @Timeout(4)
    void everySendAfterCloseFailsAtOnce() throws Exception {
        try (Server server = TestServer.start(s -> s.onStart(started::complete));
                RawPeer peer = RawPeer.connect(server.port())) {
            Connection connection = started.get(10, SECONDS);
            eventually().until(() -> server.connections().find(connection.id()).isPresent());

            connection.close();

            assertFalse(connection.isOpen());
            assertThrows(ConnectionClosedException.class, () -> connection.send(1, "x"));
            assertThrows(ConnectionClosedException.class, () -> connection.sendBuffered(1, "x"));
            assertThrows(ConnectionClosedException.class, () -> connection.trySend(1, "x"));
            assertThrows(ConnectionClosedException.class, () -> connection.flush(Duration.ofSeconds(20)));
            assertFalse(connection.execute(() -> {}));
            assertEquals(0, server.connections().broadcast(Message.of(1, "x")));
            assertEquals(1, server.stats().broadcastsSkipped());
            peer.expectEnd();
        }
    }

    @Test
    void B18_sendsFailSoonAfterThePeersReset() throws Exception {
        try (Server server = TestServer.start(s -> s.onStart(started::complete));
                RawPeer peer = RawPeer.connect(server.port())) {
            Connection connection = started.get(10, SECONDS);
            connection.send(1, "still there");
            assertEquals("still there", peer.receive().text());

            peer.reset();

            within(Duration.ofSeconds(1)).until(() -> fails(() -> connection.send(1, "x")));
            within(Duration.ofSeconds(1)).until(() -> fails(() -> connection.sendBuffered(1, "x")));
            assertThrows(ConnectionClosedException.class, () -> connection.trySend(1, "x"));
            assertFalse(connection.isOpen());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"send", "sendBuffered", "flush"})
    void closeWakesWhoeverWaitsInSide(String call) throws Exception {
        try (Server server = TestServer.start(
                        config -> config.sendQueueBytes(64 * 1024)
                                .socketSendBuffer(4096)
                                .sendTimeout(Duration.ofSeconds(30))
                                .drainTimeout(Duration.ofMillis(200)),
                        s -> s.onStart(started::complete));
                RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 4096)) {
            Connection connection = started.get(10, SECONDS);
            Flood.fill(connection, 1000);
            var sending = new FutureTask<Void>(() -> {
                switch (call) {
                    case "send" -> connection.send(2, "x");
                    case "sendBuffered" -> connection.sendBuffered(2, new byte[1000]);
                    default -> connection.flush(Duration.ofSeconds(30));
                }
                return null;
            });
            Thread sender = Thread.ofVirtual().start(sending);
            // So long that it is one long wait and no longer a look every few milliseconds.
            eventually().during(Duration.ofMillis(100)).until(() -> sender.getState() == Thread.State.TIMED_WAITING);

            connection.close();

            var thrown = assertThrows(ExecutionException.class, () -> sending.get(4, SECONDS));
            assertEquals(ConnectionClosedException.class, thrown.getCause().getClass());
        }
    }

    private interface Send {
        void run() throws InterruptedException;
    }

    private static boolean fails(Send send) throws InterruptedException {
        try {
            send.run();
            return false;
        } catch (ConnectionClosedException e) {
            return true;
        }
    }
}
