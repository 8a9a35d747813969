package io.github.zinx.tests.limits;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.RejectCause;
import io.github.zinx.server.Server;
import io.github.zinx.tests.dispatch.Together;
import io.github.zinx.tests.support.Counts;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Every place comes back exactly once, however its connection ends and whatever user code does meanwhile. */
final class P5_PermitsTest {

    private static final int PLACES = 20;
    private static final int VISITS = Counts.of(1500, 100_000);

    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicInteger stops = new AtomicInteger();

    @Test
    void placesAreExactAfterManyAbnormalEnds() throws Exception {
        try (Server server = TestServer.start(
                config -> config.maxConnections(PLACES).drainTimeout(Duration.ofMillis(200)),
                s -> s.onStart(c -> {
                            starts.incrementAndGet();
                            if (c.id() % 11 == 10) {
                                throw new IllegalStateException("a failing start hook");
                            }
                            c.sendBuffered(2, "welcome");
                        })
                        .onStop((c, reason) -> {
                            stops.incrementAndGet();
                            if (c.id() % 13 == 12) {
                                throw new IllegalStateException("a failing stop hook");
                            }
                        })
                        .handle(1, request -> request.reply(request.data()))
                        .handle(2, request -> request.connection().close())
                        .handle(3, request -> endInEveryWayAtOnce(request.connection())))) {
            Together.run(PLACES, visitor -> {
                for (int visit = 0; visit < VISITS && server.stats().accepted() < VISITS; visit++) {
                    visit(server.port(), visitor + visit);
                }
            });
            await().until(() -> server.connections().count() == 0 && starts.get() == stops.get());
            long accepted = server.stats().accepted();
            assertEquals(accepted, starts.get(), "hooks that ran");
            assertEquals(
                    accepted,
                    server.stats().closed().values().stream().mapToLong(n -> n).sum(),
                    "reasons");
            assertTrue(accepted >= VISITS, "only " + accepted + " got in");

            assertExactly(PLACES, server);
        }
    }

    private static void visit(int port, int how) throws IOException {
        try (RawPeer peer = RawPeer.connect(port)) {
            switch (how % 7) {
                case 0 -> peer.reset();
                case 1 -> peer.write((byte) 1, (byte) 2, (byte) 3);
                case 2 -> peer.write(Layout.LTV_LE.header(1, -1));
                case 3 -> {
                    peer.send(2, "close");
                    peer.readToEnd();
                }
                case 4 -> {
                    peer.send(3, "end");
                    peer.reset();
                }
                case 5 -> {
                    peer.write(Layout.LTV_LE.header(1, 100));
                    peer.reset();
                }
                default -> peer.ask(1, "in good order");
            }
        } catch (EOFException | SocketException e) {
            // It was turned away, or ended before the peer had done its worst.
        }
    }

    private static void endInEveryWayAtOnce(Connection connection) throws Exception {
        Together.run(4, i -> connection.close());
        throw new AssertionError("and the handler fails too");
    }

    /** A hook that never returns does not keep the place: it is given back at the start limit. */
    @Test
    void startHookThatHangsFreesItsPlace() throws Exception {
        CountDownLatch mayGoOn = new CountDownLatch(1);
        Queue<Kind> reasons = new ConcurrentLinkedQueue<>();
        Duration limit = Duration.ofMillis(200);
        try (Server server = TestServer.start(
                        config -> config.maxConnections(1).startTimeout(limit),
                        s -> s.onStart(c -> {
                                    if (c.id() == 0) {
                                        mayGoOn.await();
                                    }
                                })
                                .onStop((c, reason) -> reasons.add(reason.kind()))
                                .handle(1, request -> request.reply("served")));
                RawPeer first = RawPeer.connect(server.port())) {
            assertEquals(0, first.readToEnd());
            await().atMost(limit.multipliedBy(3).plusSeconds(1))
                    .until(() -> server.connections().count() == 0);
            assertEquals(1, server.stats().closed(Kind.START_TIMEOUT));
            assertTrue(reasons.isEmpty(), "the start hook still runs, so the stop hook does not");
            assertTrue(server.connections().find(0).isEmpty());
            try (RawPeer second = RawPeer.connect(server.port())) {
                assertEquals("served", second.ask(1, "").text());
                mayGoOn.countDown();
                await().until(() -> !reasons.isEmpty());
                assertEquals(Kind.START_TIMEOUT, reasons.element());
                assertEquals("served", second.ask(1, "").text());
                assertEquals(1, server.connections().count(), "the place came back once, not twice");
                assertEquals(1, reasons.size());
            }
        } finally {
            mayGoOn.countDown();
        }
    }

    private static void assertExactly(int places, Server server) throws IOException {
        long rejected = server.stats().rejected(RejectCause.FULL);
        List<RawPeer> peers = new ArrayList<>();
        try {
            while (peers.size() < places) {
                RawPeer peer = RawPeer.connect(server.port());
                peers.add(peer);
                String answer;
                try {
                    peer.receive();
                    answer = peer.ask(1, "a place").text();
                } catch (EOFException | SocketException e) {
                    // Its start hook failed, and with it the visit; the place is free again as soon as it is closed.
                    peers.remove(peer);
                    peer.close();
                    int held = peers.size();
                    await().until(() -> server.connections().count() == held);
                    continue;
                }
                assertEquals("a place", answer);
            }
            assertEquals(rejected, server.stats().rejected(RejectCause.FULL), "all of them fit");
            try (RawPeer surplus = RawPeer.connect(server.port())) {
                assertEquals(0, surplus.readToEnd());
            }
            assertEquals(rejected + 1, server.stats().rejected(RejectCause.FULL), "and not one more");
        } finally {
            for (RawPeer peer : peers) {
                peer.close();
            }
        }
    }
}
