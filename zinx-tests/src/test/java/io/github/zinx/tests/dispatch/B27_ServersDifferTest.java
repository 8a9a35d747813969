package io.github.zinx.tests.dispatch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Message;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Several servers in one JVM share nothing: neither configuration nor handlers nor ids nor their ends. */
final class B27_ServersDifferTest {

    @Test
    void eachServerObeysItsOwnConfiguration() throws Exception {
        try (Server small = TestServer.start(
                        config -> config.name("small")
                                .format("tlv-be")
                                .maxFrameLength(10)
                                .maxConnections(1)
                                .workers(0),
                        s -> s.handle(1, request -> request.reply("small")).onStart(c -> {
                            if (c.id() == 0) { // nothing is owed to later ones
                                c.send(9, "id 0");
                            }
                        }));
                Server large = TestServer.start(
                        config -> config.name("large")
                                .format("ltv-le")
                                .maxFrameLength(10_000)
                                .workers(3),
                        s -> s.handle(1, request -> request.reply("large"))
                                .handle(2, request -> request.reply(request.data()))
                                .onStart(c -> c.send(9, "id " + c.id())))) {
            assertNotEquals(small.port(), large.port());
            try (RawPeer first = RawPeer.connect(small.port(), Layout.TLV_BE);
                    RawPeer second = RawPeer.connect(large.port(), Layout.LTV_LE)) {
                assertEquals("id 0", first.receive().text());
                assertEquals("id 0", second.receive().text(), "each counts its own connections");
                assertEquals("small", first.ask(1, "").text());
                assertEquals("large", second.ask(1, "").text());

                byte[] long_ = new byte[10_000];
                second.send(2, long_);
                assertEquals(Message.of(2, long_), second.receive());
                try (RawPeer surplus = RawPeer.connect(small.port(), Layout.TLV_BE);
                        RawPeer another = RawPeer.connect(large.port())) {
                    assertEquals(0, surplus.readToEnd());
                    assertEquals("id 1", another.receive().text());
                }
            }
            await().until(() -> small.stats().connections() == 0);
            try (RawPeer bad = RawPeer.connect(small.port(), Layout.TLV_BE)) {
                bad.write(Layout.TLV_BE.header(1, 11));
                bad.expectReset(); // over the limit of this server
            }
            await().until(() -> small.stats().closed(Kind.ILLEGAL_FRAME) == 1); // and not since it took too long
            await().untilAsserted(() -> assertEquals(1, small.stats().messagesHandled()));
            await().untilAsserted(() -> assertEquals(2, large.stats().messagesHandled()));
        }
    }

    @Test
    void endOfOneIsNotTheEndOfTheOther() throws Exception {
        try (Server other = pinging();
                RawPeer peer = RawPeer.connect(other.port())) {
            try (Server server = pinging();
                    RawPeer gone = RawPeer.connect(server.port())) {
                assertEquals("ping", gone.ask(1, "ping").text());
                gone.halfClose();
                server.close();
                gone.expectEnd();
            }
            assertEquals("ping", peer.ask(1, "ping").text());
            try (RawPeer next = RawPeer.connect(other.port())) {
                assertEquals("ping", next.ask(1, "ping").text());
            }
        }
    }

    private static Server pinging() throws IOException {
        return TestServer.start(s -> s.handle(1, request -> request.reply(request.data())));
    }
}
