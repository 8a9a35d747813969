package io.github.zinx.tests.limits;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.RejectCause;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerListener;
import io.github.zinx.server.WhenFull;
import io.github.zinx.tests.dispatch.Together;
import io.github.zinx.tests.support.Counts;
import io.github.zinx.tests.support.Mode;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One address has so many places and not one more, and each comes back once, however its connection ends. */
final class AddressLimitTest {

    private static final int PLACES = 10;
    private static final int VISITS = Counts.of(400, 800);

    private record Rejection(InetAddress address, RejectCause cause) {}

    @Test
    void surplusOfOneAddressIsClosedCountedAndReportedAndOthersAreServed() throws Exception {
        BlockingQueue<Rejection> rejections = new LinkedBlockingQueue<>();
        try (Server server = TestServer.start(
                        config -> config.maxConnectionsPerAddress(2),
                        s -> s.handle(1, request -> request.reply(request.data()))
                                .listener(new ServerListener() {
                                    @Override
                                    public void rejected(SocketAddress address, RejectCause cause) {
                                        rejections.add(
                                                new Rejection(((InetSocketAddress) address).getAddress(), cause));
                                    }
                                }));
                RawPeer first = RawPeer.connect(server.port())) {
            assertEquals("one", first.ask(1, "one").text());
            try (RawPeer second = RawPeer.connect(server.port())) {
                assertEquals("two", second.ask(1, "two").text());
                for (int i = 1; i <= 3; i++) {
                    try (RawPeer surplus = RawPeer.connect(server.port())) {
                        assertEquals(0, surplus.readToEnd());
                    }
                    Rejection rejection = rejections.poll(10, TimeUnit.SECONDS);
                    assertNotNull(rejection, "no event");
                    assertEquals(new Rejection(InetAddress.getLoopbackAddress(), RejectCause.ADDRESS), rejection);
                    assertEquals(i, server.stats().rejected(RejectCause.ADDRESS));
                }
                try (RawPeer other = connectFrom("127.0.0.2", server.port())) {
                    assertEquals(
                            "another address", other.ask(1, "another address").text());
                }
            }
            await().until(() -> server.connections().count() == 1);
            try (RawPeer third = RawPeer.connect(server.port())) {
                assertEquals(
                        "the place is free", third.ask(1, "the place is free").text());
            }
        }
    }

    /** Whoever waits for a place of its own address would keep all others waiting. */
    @Test
    void surplusIsClosedAlsoWhereTheSurplusOfAllWaits() throws Exception {
        try (Server server = TestServer.start(
                        config -> config.maxConnectionsPerAddress(1)
                                .maxConnections(2)
                                .whenFull(WhenFull.WAIT),
                        s -> s.handle(1, request -> request.reply(request.data())));
                RawPeer first = RawPeer.connect(server.port())) {
            assertEquals("one", first.ask(1, "one").text());
            for (int i = 1; i <= 3; i++) {
                try (RawPeer surplus = RawPeer.connect(server.port())) {
                    assertEquals(0, surplus.readToEnd());
                }
            }
            try (RawPeer other = connectFrom("127.0.0.2", server.port())) {
                assertEquals("two", other.ask(1, "two").text());
                assertEquals(2, server.connections().count());
            }
            assertEquals(3, server.stats().rejected(RejectCause.ADDRESS));
        }
    }

    @ParameterizedTest
    @EnumSource
    void placesOfAnAddressAreExactAfterManyAbnormalEnds(Mode mode) throws Exception {
        try (Server server = TestServer.start(
                config -> mode.set(config)
                        .maxConnectionsPerAddress(PLACES)
                        .maxConnections(10 * PLACES)
                        .drainTimeout(Duration.ofMillis(200)),
                s -> s.onStart(c -> {
                            if (c.id() % 11 == 10) {
                                throw new IllegalStateException("a failing start hook");
                            }
                        })
                        .onStop((c, reason) -> {
                            if (c.id() % 13 == 12) {
                                throw new IllegalStateException("a failing stop hook");
                            }
                        })
                        .handle(1, request -> request.reply(request.data()))
                        .handle(
                                2,
                                request -> Together.run(
                                        4, i -> request.connection().close())))) {
            Together.run(2 * PLACES, visitor -> {
                for (int visit = 0; visit < VISITS && server.stats().accepted() < VISITS; visit++) {
                    visit(server.port(), visitor + visit);
                }
            });
            await().until(() -> server.connections().count() == 0);
            assertTrue(server.stats().rejected(RejectCause.ADDRESS) > 0, "nobody was turned away: this proves little");
            assertEquals(0, server.stats().rejected(RejectCause.FULL));

            assertExactly(server);
        }
    }

    private static void visit(int port, int how) throws IOException {
        try (RawPeer peer = RawPeer.connect(port)) {
            switch (how % 5) {
                case 0 -> peer.reset();
                case 1 -> peer.write(Layout.LTV_LE.header(1, -1));
                case 2 -> {
                    peer.send(2, "end");
                    peer.reset();
                }
                case 3 -> peer.write((byte) 1, (byte) 2);
                default -> peer.ask(1, "in good order");
            }
        } catch (EOFException | SocketException e) {
            // It was turned away, or ended before the peer had done its worst.
        }
    }

    private static void assertExactly(Server server) throws IOException {
        List<RawPeer> peers = new ArrayList<>();
        try {
            while (peers.size() < PLACES) {
                RawPeer peer = RawPeer.connect(server.port());
                peers.add(peer);
                try {
                    assertEquals("a place", peer.ask(1, "a place").text());
                } catch (EOFException | SocketException e) {
                    peers.remove(peer); // its start hook failed
                    peer.close();
                    int held = peers.size();
                    await().until(() -> server.connections().count() == held);
                    assertTrue(server.stats().closed(Kind.FAILED) > 0);
                }
            }
            long before = server.stats().rejected(RejectCause.ADDRESS);
            try (RawPeer surplus = RawPeer.connect(server.port())) {
                assertEquals(0, surplus.readToEnd());
            }
            assertEquals(before + 1, server.stats().rejected(RejectCause.ADDRESS));
        } finally {
            for (RawPeer peer : peers) {
                peer.close();
            }
        }
    }

    /** Connects from this address of ours, of which the loopback has many. */
    private static RawPeer connectFrom(String ours, int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(ours), 0);
        return RawPeer.over(socket, Layout.LTV_LE);
    }
}
