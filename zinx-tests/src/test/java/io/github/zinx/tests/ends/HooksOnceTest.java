package io.github.zinx.tests.ends;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.zinx.AttributeKey;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.RejectCause;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Counts;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Start hook, then stop hook, once each, however many ends meet. */
class HooksOnceTest {

    private static final int THREADS = 16;
    private static final AttributeKey<Boolean> STARTED = AttributeKey.of("started");

    private final Hooks hooks = new Hooks();

    @Test
    void B05_P11_P14_hooksRunOnceUnderEndsThatRaceFromSixteenThreads() throws Exception {
        int rounds = Counts.of(400, 1000);
        try (Server server = TestServer.start(hooks::addTo)) {
            for (int round = 0; round < rounds; round++) {
                try (RawPeer peer = RawPeer.connect(server.port())) {
                    Connection connection = hooks.next();
                    int way = round;
                    race(i -> end(server, connection, peer, way, i));
                }
            }
            hooks.assertEachOnce(server, rounds);
        }
    }

    @Test
    void B05_hooksRunOnceWhenStopRacesWithTheOtherEnds() throws Exception {
        int connections = 8;
        for (int round = 0; round < Counts.of(40, 125); round++) {
            Hooks ofThisRound = new Hooks();
            try (Server server = TestServer.start(ofThisRound::addTo)) {
                List<RawPeer> peers = new ArrayList<>();
                List<Connection> started = new ArrayList<>();
                for (int i = 0; i < connections; i++) {
                    peers.add(RawPeer.connect(server.port()));
                    started.add(ofThisRound.next());
                }
                race(i -> {
                    switch (i % 4) {
                        case 0 -> server.stop(Duration.ofSeconds(2));
                        case 1 -> started.forEach(Connection::close);
                        case 2 -> reset(peers.get(i / 4 * 2));
                        default -> peers.get(i / 4 * 2 + 1).close();
                    }
                });
                ofThisRound.assertEachOnce(server, connections);
            }
        }
    }

    @Test
    void B15_startHookEndsBeforeStopHookBeginsWhenThePeerResetsAtOnce() throws Exception {
        int rounds = Counts.of(500, 5000);
        var inside = new AtomicInteger();
        var overlaps = new AtomicInteger();
        var stops = new AtomicInteger();
        try (Server server = TestServer.start(s -> s.onStart(connection -> {
                    inside.incrementAndGet();
                    LockSupport.parkNanos(1_000_000); // a slow hook
                    connection.attributes().put(STARTED, true);
                    inside.decrementAndGet();
                })
                .onStop((connection, reason) -> {
                    if (connection.attributes().get(STARTED).isEmpty()) {
                        overlaps.incrementAndGet();
                    }
                    stops.incrementAndGet();
                }))) {
            for (int round = 0; round < rounds; round++) {
                RawPeer.connect(server.port()).reset();
            }
            // The kernel may show an aborted connection as one that cannot be set up.
            eventually().until(() -> server.stats().accepted() + server.stats().rejected(RejectCause.FAILED) == rounds);
            eventually()
                    .until(() -> server.connections().count() == 0
                            && stops.get() == server.stats().accepted());
            assertEquals(0, inside.get());
            assertEquals(0, overlaps.get());
        }
    }

    private static void end(Server server, Connection connection, RawPeer peer, int round, int i) throws Exception {
        switch ((round + i) % 8) {
            case 0 -> reset(peer);
            case 1 -> peer.close();
            case 2 -> server.connections().closeAll();
            case 3, 4 -> {
                try {
                    connection.sendBuffered(1, "something under way");
                    connection.send(1, "something under way");
                } catch (ConnectionClosedException e) {
                    // that is what this race is about
                }
            }
            default -> connection.close();
        }
    }

    /** Unless another thread was faster. */
    private static void reset(RawPeer peer) throws IOException {
        try {
            peer.reset();
        } catch (SocketException e) {
            // closed already
        }
    }

    private interface Racer {
        void run(int number) throws Exception;
    }

    private static void race(Racer racer) throws Exception {
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> racers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                racers.add(threads.submit(() -> {
                    go.await();
                    racer.run(number);
                    return null;
                }));
            }
            go.countDown();
            for (Future<?> each : racers) {
                each.get(20, TimeUnit.SECONDS);
            }
        }
    }
}
