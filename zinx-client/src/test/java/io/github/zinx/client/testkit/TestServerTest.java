package io.github.zinx.client.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Connection;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import io.github.zinx.wire.FrameCodec;
import io.github.zinx.wire.FrameDecoder;
import io.github.zinx.wire.FrameEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers for tests, and how a peer finds its way to them and to its own connection there. */
class TestServerTest {

    @Test
    void eachIsOnAPortOfItsOwnWithItsHandlers() throws Exception {
        try (Server one = TestServer.start(s -> s.handle(1, request -> request.reply("one")));
                Server two =
                        TestServer.start(config -> config.maxConnections(1), s -> s.onStart(c -> c.send(2, "two")));
                RawPeer first = RawPeer.connect(one);
                RawPeer second = RawPeer.connect(two);
                RawPeer surplus = RawPeer.connect(two)) {
            assertNotEquals(one.port(), two.port());
            first.send(1, "");
            first.expect(1, "one");
            second.expect(2, "two");
            surplus.expectDropped();
        }
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void aPeerSpeaksTheLayoutOfItsServer(Layout layout) throws Exception {
        try (Server server = TestServer.start(
                        config -> config.format(layout.format()),
                        s -> s.handle(0x01020304, request -> request.reply(request.data())));
                RawPeer peer = RawPeer.connect(server)) {
            peer.send(0x01020304, "echo");
            peer.expectBytes(layout.frame(0x01020304, "echo"));
        }
    }

    @Test
    void aPeerReachesAServerOnTheWildcardAddress() throws Exception {
        ServerConfig config = ServerConfig.builder().host("0.0.0.0").port(0).build();
        try (Server server = Server.create(config)
                        .handle(1, request -> request.reply("here"))
                        .start();
                RawPeer peer = RawPeer.connect(server)) {
            peer.send(1, "");
            peer.expect(1, "here");
        }
    }

    @Test
    void aServerWithACodecOfItsOwnHasNoLayoutForPeers() throws Exception {
        try (Server server = TestServer.start(config -> config.codec(new Own()), s -> {})) {
            assertThrows(IllegalArgumentException.class, () -> RawPeer.connect(server));
        }
    }

    @Test
    void aPeerFindsItsOwnConnection() throws Exception {
        try (Server server = TestServer.start(s -> {});
                RawPeer other = RawPeer.connect(server);
                RawPeer peer = RawPeer.connect(server)) {
            Connection connection = peer.connectionOn(server);
            assertNotEquals(other.connectionOn(server), connection);
            connection.sendBuffered(9, "for you");
            peer.expect(9, "for you");
            connection.close();
            peer.expectEnd();
            other.expectNothing(Pair.SHORT);
        }
    }

    @Test
    void aConnectionThatIsNotThereFailsInTime() throws Exception {
        try (Server server = TestServer.start(s -> {});
                Server another = TestServer.start(s -> {});
                RawPeer peer = RawPeer.connect(server).timeout(Pair.SHORT)) {
            AssertionError failure = assertThrows(AssertionError.class, () -> peer.connectionOn(another));
            assertEquals(
                    "expected the server to know a connection from "
                            + peer.socket().getLocalSocketAddress() + " within 100 ms; it has 0 connections",
                    failure.getMessage());
            assertTrue(server.port() > 0);
        }
    }

    /** The bytes of a built-in layout, under another name. */
    private record Own() implements FrameCodec {

        @Override
        public String name() {
            return "own";
        }

        @Override
        public int overhead() {
            return 8;
        }

        @Override
        public FrameDecoder decoder(int maxLength) {
            return FrameCodec.named("ltv-le").decoder(maxLength);
        }

        @Override
        public FrameEncoder encoder() {
            return FrameCodec.named("ltv-le").encoder();
        }
    }
}
