package io.github.zinx.tests.lanes;

import static io.github.zinx.tests.lanes.OneLane.FLOOD;
import static io.github.zinx.tests.lanes.OneLane.PING;
import static io.github.zinx.tests.lanes.OneLane.awaitStuck;
import static io.github.zinx.tests.stopping.Eventually.eventually;
import static io.github.zinx.tests.stopping.Eventually.within;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.WorkerSettings.Threads;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.stopping.ZinxThreads;
import io.github.zinx.tests.support.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of a stuck peer frees the handlers that wait for it, and leaves the lane as it was. */
class StuckPeersEndTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final int ROUNDS = Counts.of(3, 10);

    private final CompletableFuture<Throwable> floodEnded = new CompletableFuture<>();

    @ParameterizedTest
    @CsvSource({"VIRTUAL, true", "VIRTUAL, false", "PLATFORM, true", "PLATFORM, false"})
    void B06_B07_senderThatWaitsIsFreedByThePeersResetAndTheWorkerLives(Threads threads, boolean unbuffered)
            throws Exception {
        try (Server server = OneLane.start(
                        threads,
                        unbuffered,
                        floodEnded,
                        config -> config.sendTimeout(Duration.ofSeconds(30)).writeTimeout(Duration.ofSeconds(30)));
                RawPeer healthy = RawPeer.connect(server.port())) {
            healthy.ask(PING, "here");
            for (int round = 0; round < ROUNDS; round++) {
                try (RawPeer stuck = OneLane.small(server)) {
                    stuck.send(FLOOD, "go");
                    awaitStuck(stuck.connectionOn(server));
                    stuck.reset();
                }
                long start = System.nanoTime();
                assertEquals("ping", healthy.ask(PING, "ping").text());
                assertTrue(System.nanoTime() - start < SECONDS.toNanos(4), "the ping waited");
                within(AT_ONCE).until(() -> server.connections().count() == 1);
            }
            assertEquals(
                    ConnectionClosedException.class, floodEnded.get(4, SECONDS).getClass());
            assertEquals(0, server.stats().handlerFailures());
            // The worker counts what met its handler after the connection has gone, each by a thread of its own.
            within(AT_ONCE).until(() -> server.stats().closedInHandler() == ROUNDS);
            // The kernel tells one thread only of the reset; on a busy machine the other may see an end first.
            within(AT_ONCE)
                    .until(() -> server.stats().closed(Kind.CONNECTION_LOST)
                                    + server.stats().closed(Kind.CLOSED_BY_PEER)
                            == ROUNDS);
            within(AT_ONCE).until(() -> ZinxThreads.named("zinx-worker-").size() == 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void P03_onceTheStuckPeersAreDroppedEverythingIsAsBefore(Threads threads) throws Exception {
        int count = 20;
        List<RawPeer> stuck = new ArrayList<>();
        try (Server server = OneLane.start(
                        threads, false, floodEnded, config -> config.writeTimeout(Duration.ofMillis(800)));
                RawPeer healthy = RawPeer.connect(server.port())) {
            healthy.ask(PING, "here");
            assertEquals(1, ZinxThreads.named("zinx-worker-").size());
            for (int i = 0; i < count; i++) {
                RawPeer peer = OneLane.small(server);
                peer.send(FLOOD, "go");
                stuck.add(peer);
            }
            eventually().until(() -> ZinxThreads.named("zinx-worker-").size() > 1);
            assertEquals("ping", healthy.ask(PING, "ping").text());

            eventually().until(() -> server.stats().closed(Kind.WRITE_TIMEOUT) == count);
            eventually().until(() -> ZinxThreads.named("zinx-worker-").size() == 1);
            within(AT_ONCE).until(() -> server.connections().count() == 1);
            assertEquals("ping", healthy.ask(PING, "ping").text());
        } finally {
            for (RawPeer peer : stuck) {
                peer.close();
            }
        }
    }
}
