package io.github.zinx.tests.stopping;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static io.github.zinx.tests.stopping.Eventually.within;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Counts;
import io.github.zinx.tests.support.Mode;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stop ends in time, whatever handlers do meanwhile. */
class BusyStopTest {

    private static final Duration GRACE = Duration.ofMillis(100);

    @ParameterizedTest
    @EnumSource
    void P13_stopWithBusyHandlersEndsInTimeAndTheirStopHooksComeLater(Mode mode) throws Exception {
        int clients = Counts.of(50, 500);
        int before = ZinxThreads.named("zinx-").size();
        var entered = new AtomicInteger();
        var stops = new AtomicInteger();
        var release = new CountDownLatch(1);
        List<RawPeer> peers = new ArrayList<>();
        Server server = TestServer.start(
                config -> mode.set(config).workers(mode == Mode.READER ? 0 : clients),
                s -> s.handle(1, request -> {
                            entered.incrementAndGet();
                            assertTrue(release.await(20, TimeUnit.SECONDS));
                        })
                        .onStop((connection, reason) -> stops.incrementAndGet()));
        try {
            for (int i = 0; i < clients; i++) {
                RawPeer peer = RawPeer.connect(server.port());
                peer.send(1, "be busy");
                peers.add(peer);
            }
            eventually().until(() -> entered.get() == clients);

            assertStopsInTime(server);

            assertEquals(0, server.connections().count(), "every place is free");
            assertEquals(0, stops.get(), "no handler has returned");
            assertThrows(ConnectException.class, () -> RawPeer.connect(server.port()));
            for (RawPeer peer : peers) {
                assertEquals(0, peer.readToEnd());
            }
        } finally {
            release.countDown();
            for (RawPeer peer : peers) {
                peer.close();
            }
        }
        eventually().until(() -> stops.get() == clients);
        eventually().untilAsserted(() -> {
            List<String> names = ZinxThreads.named("zinx-");
            assertTrue(names.size() <= before, () -> before + " threads before, now " + names);
        });
    }

    private static void assertStopsInTime(Server server) {
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> server.stop(GRACE));
        within(GRACE.plusSeconds(1)).until(stopping::isDone);
        stopping.join();
    }
}
