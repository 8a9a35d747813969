package io.github.zinx.tests.lanes;

import static io.github.zinx.tests.lanes.OneLane.FLOOD;
import static io.github.zinx.tests.lanes.OneLane.PING;
import static io.github.zinx.tests.lanes.OneLane.awaitStuck;
import static io.github.zinx.tests.stopping.Eventually.eventually;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Connection;
import io.github.zinx.WorkerSettings.Threads;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Counts;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** One worker, a peer that does not read, and others who must not notice. */
class StuckPeerOnTheLaneTest {

    private final CompletableFuture<Throwable> floodEnded = new CompletableFuture<>();

    @ParameterizedTest
    @CsvSource({"VIRTUAL, true", "VIRTUAL, false", "PLATFORM, true", "PLATFORM, false"})
    void B08_P08_pingsGoOnBesideAHandlerThatFloodsItsStuckPeer(
            Threads threads, boolean unbuffered, TestReporter reporter) throws Exception {
        try (Server server = OneLane.start(
                        threads,
                        unbuffered,
                        floodEnded,
                        config -> config.sendTimeout(Duration.ofSeconds(60)).writeTimeout(Duration.ofSeconds(60)));
                RawPeer healthy = RawPeer.connect(server.port());
                RawPeer stuck = OneLane.small(server)) {
            stuck.send(FLOOD, "go");

            Pings pings = Pings.every(Duration.ofMillis(10), Counts.of(50, 1000), () -> healthy.ask(PING, "ping"));

            assertFalse(floodEnded.isDone(), "the handler must wait all the while, or nothing was tested");
            reporter.publishEntry(
                    "beside a stuck peer, " + threads + (unbuffered ? ", send" : ", sendBuffered"), "" + pings);
            pings.assertNoneLongerThan(Duration.ofMillis(3 * 50 + 1000));
        }
    }

    /** Its handlers have long been short, and so it is its reader that waits. */
    @Test
    void P08_pingsGoOnBesideAReaderThatFloodsItsStuckPeer() throws Exception {
        int floodOnceOnTheReader = 3;
        var entered = new CountDownLatch(1);
        try (Server server = OneLane.start(
                        Threads.VIRTUAL,
                        false,
                        floodEnded,
                        config -> config.sendTimeout(Duration.ofSeconds(60)).writeTimeout(Duration.ofSeconds(60)));
                RawPeer healthy = RawPeer.connect(server.port());
                RawPeer stuck = OneLane.small(server)) {
            server.handle(floodOnceOnTheReader, request -> {
                if (Thread.currentThread().getName().startsWith("zinx-reader-")) {
                    entered.countDown();
                    OneLane.flood(request.connection(), false);
                }
                request.reply("not yet");
            });
            while (entered.getCount() > 0) {
                stuck.send(floodOnceOnTheReader, "go");
                eventually()
                        .until(() -> entered.getCount() == 0
                                || stuck.socket().getInputStream().available() > 0);
                if (entered.getCount() > 0) {
                    assertEquals("not yet", stuck.receive().text());
                }
            }
            Pings pings = Pings.every(Duration.ofMillis(10), 50, () -> healthy.ask(PING, "ping"));

            assertTrue(stuck.connectionOn(server).isOpen());
            pings.assertNoneLongerThan(Duration.ofMillis(3 * 50 + 1000));
        }
    }

    @ParameterizedTest
    @EnumSource
    void P08_handlerThatWaitsForAnotherConnectionDelaysOnlyItsOwn(Threads threads) throws Exception {
        int forward = 3;
        var entered = new CountDownLatch(1);
        try (Server server = OneLane.start(threads, false, floodEnded, config -> config);
                RawPeer stuck = OneLane.small(server)) {
            Connection target = stuck.connectionOn(server);
            server.handle(forward, request -> {
                entered.countDown();
                OneLane.flood(target, false);
            });
            try (RawPeer sender = RawPeer.connect(server.port());
                    RawPeer healthy = RawPeer.connect(server.port())) {
                sender.send(forward, "go");
                assertTrue(entered.await(10, SECONDS));
                awaitStuck(target);
                sender.send(PING, "waits for its turn");

                Pings pings = Pings.every(Duration.ofMillis(10), 30, () -> healthy.ask(PING, "ping"));

                pings.assertNoneLongerThan(Duration.ofMillis(3 * 50 + 1000));
                assertEquals(0, sender.socket().getInputStream().available(), "its own messages keep their order");
                stuck.reset();
                assertEquals("waits for its turn", sender.receive().text());
            }
        }
    }
}
