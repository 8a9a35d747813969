package io.github.zinx.tests.limits;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Connection;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.RejectCause;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerListener;
import io.github.zinx.tests.dispatch.Together;
import io.github.zinx.tests.support.Counts;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** P5: never more connections than there are places, and never fewer than fit, however many come at once. */
final class B29_MaxConnStormTest {

    private static final int PLACES = 50;
    private static final int PEERS = 500;
    private static final int ROUNDS = Counts.of(3, 20);

    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger alive = new AtomicInteger();
    private final AtomicInteger mostAlive = new AtomicInteger();
    private final AtomicInteger mostPlaces = new AtomicInteger();

    @Test
    void P5_stormFillsEveryPlaceAndNotOneMore() throws Exception {
        try (Server server = start()) {
            for (int round = 1; round <= ROUNDS; round++) {
                Queue<RawPeer> admitted = storm(server);
                assertEquals(PLACES, admitted.size());
                assertEquals(PLACES, server.connections().count());
                assertEquals(PLACES, alive.get());
                assertEquals(round * PLACES, started.get());
                assertEquals((long) round * (PEERS - PLACES), server.stats().rejected(RejectCause.FULL));
                for (RawPeer peer : admitted) {
                    assertEquals("served", peer.ask(1, "served").text());
                    peer.close();
                }
                await().until(() -> server.connections().count() == 0 && alive.get() == 0);
            }
            assertEquals(PLACES, mostAlive.get());
            assertTrue(mostPlaces.get() <= PLACES, mostPlaces.get() + " places were taken at once");
        }
    }

    /** While some come, others leave in every way there is. */
    @Test
    void P5_comingAndGoingNeverTakesMorePlacesThanThereAre() throws Exception {
        try (Server server = start()) {
            Together.run(PEERS, i -> {
                for (int visit = 0; visit < 3; visit++) {
                    try (RawPeer peer = RawPeer.connect(server.port())) {
                        peer.receive();
                        switch (i % 3) {
                            case 0 -> peer.reset();
                            case 1 -> peer.ask(1, "served");
                            default -> peer.write((byte) 1, (byte) 2, (byte) 3);
                        }
                    } catch (EOFException | SocketException e) {
                        // There was no room.
                    }
                }
            });
            await().until(() -> server.connections().count() == 0 && alive.get() == 0);
            assertTrue(mostPlaces.get() <= PLACES, mostPlaces.get() + " places were taken at once");
            long turnedAway =
                    server.stats().rejected(RejectCause.FULL) + server.stats().rejected(RejectCause.FAILED);
            assertEquals(PEERS * 3L, server.stats().accepted() + turnedAway);

            Queue<RawPeer> admitted = storm(server);
            assertEquals(PLACES, admitted.size(), "every place came back, once");
            for (RawPeer peer : admitted) {
                peer.close();
            }
        }
    }

    /** Connects all at once and returns those that were admitted; the others have seen the end and not a byte. */
    private static Queue<RawPeer> storm(Server server) throws Exception {
        Queue<RawPeer> admitted = new ConcurrentLinkedQueue<>();
        CountDownLatch ready = new CountDownLatch(PEERS);
        Together.run(PEERS, i -> {
            ready.countDown();
            ready.await();
            RawPeer peer = RawPeer.connect(server.port());
            try {
                assertEquals("welcome", peer.receive().text());
                admitted.add(peer);
            } catch (EOFException | SocketException e) {
                peer.close();
            }
        });
        return admitted;
    }

    private Server start() throws IOException {
        return TestServer.start(
                config -> config.maxConnections(PLACES),
                s -> s.onStart(connection -> {
                            started.incrementAndGet();
                            mostAlive.accumulateAndGet(alive.incrementAndGet(), Math::max);
                            connection.send(2, "welcome");
                        })
                        .onStop((connection, reason) -> alive.decrementAndGet())
                        .listener(new ServerListener() {
                            @Override
                            public void registered(Connection connection, int count) {
                                mostPlaces.accumulateAndGet(count, Math::max);
                            }
                        })
                        .handle(1, request -> request.reply(request.data())));
    }
}
