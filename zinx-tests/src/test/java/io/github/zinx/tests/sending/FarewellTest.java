package io.github.zinx.tests.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.zinx.Connection;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Message;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Mode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A farewell is the last thing before the end of the stream, and a full queue cannot refuse it. */
class FarewellTest {

    @ParameterizedTest
    @EnumSource
    void farewellIsLastBehindEverythingSentBefore(Mode mode) throws Exception {
        try (Server server = TestServer.start(
                        mode::set,
                        s -> s.handle(1, request -> {
                            for (int i = 0; i < 100; i++) {
                                if (i % 3 == 0) {
                                    request.connection().send(2, Numbered.payload(0, i, 30));
                                } else {
                                    request.reply(Numbered.payload(0, i, 30));
                                }
                            }
                            request.connection().close(Message.of(9, "farewell"));
                            request.connection().close(Message.of(9, "a second one is too late"));
                        }));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "go");
            for (int i = 0; i < 100; i++) {
                Numbered.check(peer.receive().data(), 0, i);
            }
            assertEquals("farewell", peer.receive().text());
            peer.expectEnd();
        }
    }

    @Test
    void fullQueueCannotRefuseTheFarewell() throws Exception {
        var connection = new CompletableFuture<Connection>();
        try (Server server = TestServer.start(
                        config -> config.sendQueueCapacity(8).socketSendBuffer(4096),
                        s -> s.onStart(connection::complete));
                RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 4096)) {
            Connection stuck = connection.get(10, TimeUnit.SECONDS);
            int accepted = Flood.fill(stuck, 2000);

            stuck.close(Message.of(9, "farewell"));

            assertThrows(ConnectionClosedException.class, () -> stuck.sendBuffered(2, "too late"));
            for (int i = 0; i < accepted; i++) {
                Numbered.check(peer.receive().data(), 0, i);
            }
            assertEquals("farewell", peer.receive().text());
            peer.expectEnd();
        }
    }
}
