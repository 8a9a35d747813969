package io.github.zinx.tests.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Connection;
import io.github.zinx.Message;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a send may be given, and what is the caller's again when it returns. */
class SenderContractTest {

    private final CompletableFuture<Connection> started = new CompletableFuture<>();

    @Test
    void B21_messageOverTheLimitFailsInTheCallerAndTheConnectionLives() throws Exception {
        try (Server server = TestServer.start(
                        config -> config.maxFrameLength(100),
                        s -> s.onStart(started::complete).handle(1, request -> request.reply(request.data())));
                RawPeer peer = RawPeer.connect(server.port())) {
            Connection connection = started.get(10, TimeUnit.SECONDS);
            byte[] tooLong = new byte[101];
            assertThrows(IllegalArgumentException.class, () -> connection.send(2, tooLong));
            assertThrows(IllegalArgumentException.class, () -> connection.sendBuffered(2, tooLong));
            assertThrows(IllegalArgumentException.class, () -> connection.trySend(2, tooLong));
            assertThrows(IllegalArgumentException.class, () -> connection.close(Message.of(2, tooLong)));
            assertThrows(
                    IllegalArgumentException.class, () -> server.connections().broadcast(Message.of(2, tooLong)));

            assertTrue(connection.isOpen());
            assertEquals("alive", peer.ask(1, "alive").text(), "and not one byte was in front of this");
            connection.send(2, new byte[100]);
            assertEquals(100, peer.receive().data().length);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void arrayIsTheCallersAgainWhenTheSendReturns(boolean statelessCodec) throws Exception {
        int count = 3_000;
        try (Server server = TestServer.start(
                        config -> statelessCodec ? config : config.codec(new StatefulCodecTest.Counting()),
                        s -> s.onStart(started::complete));
                RawPeer peer = RawPeer.connect(server.port())) {
            Connection connection = started.get(10, TimeUnit.SECONDS);
            byte[] shared = new byte[200];
            Thread sender = Thread.ofVirtual().start(() -> sendOver(connection, shared, count));
            for (int i = 0; i < count; i++) {
                byte[] payload = peer.receive().data();
                Numbered.check(statelessCodec ? payload : Arrays.copyOfRange(payload, 4, payload.length), 0, i);
            }
            assertTrue(sender.join(Duration.ofSeconds(10)));
        }
    }

    private static void sendOver(Connection connection, byte[] shared, int count) {
        try {
            for (int i = 0; i < count; i++) {
                Numbered.write(shared, 0, i);
                switch (i % 3) {
                    case 0 -> connection.send(2, shared);
                    case 1 -> connection.sendBuffered(2, shared);
                    default -> {
                        while (!connection.trySend(2, shared)) {
                            Thread.onSpinWait();
                        }
                    }
                }
                Arrays.fill(shared, (byte) -1);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
