package io.github.zinx.tests.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.zinx.Connection;
import io.github.zinx.Message;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import org.junit.jupiter.api.Test;

/** What no peer with the same limit would accept is not sent. */
final class B21_SendingOverTheLimitTest {

    @Test
    void everySendFailsInItsCallerAndThePeerSeesNothing() throws Exception {
        byte[] tooLong = new byte[101];
        Message message = Message.of(1, tooLong);
        try (Server server = TestServer.start(
                        config -> config.maxFrameLength(100),
                        s -> s.handle(1, request -> {
                            Connection connection = request.connection();
                            refused(() -> connection.send(1, tooLong));
                            refused(() -> connection.send(message));
                            refused(() -> connection.sendBuffered(1, tooLong));
                            refused(() -> connection.trySend(1, tooLong));
                            refused(() -> connection.close(message));
                            refused(() -> request.reply(tooLong));
                            refused(() -> request.connections().broadcast(message));
                            request.reply(new byte[100]);
                        }));
                RawPeer peer = RawPeer.connect(server.port())) {
            for (int i = 0; i < 3; i++) {
                assertEquals(Message.of(1, new byte[100]), peer.ask(1, ""), "and nothing before it");
            }
            assertEquals(0, server.stats().handlerFailures());
        }
    }

    private static void refused(org.junit.jupiter.api.function.Executable send) {
        assertThrows(IllegalArgumentException.class, send);
    }
}
