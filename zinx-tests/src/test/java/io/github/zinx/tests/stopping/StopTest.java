package io.github.zinx.tests.stopping;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerListener;
import io.github.zinx.tests.support.Counts;
import io.github.zinx.tests.support.Mode;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stop ends every connection in good order, from wherever it is called. */
class StopTest {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicInteger stops = new AtomicInteger();
    private final CountDownLatch bothConnected = new CountDownLatch(1);
    private final CompletableFuture<Duration> returned = new CompletableFuture<>();

    static IntStream clients() {
        return IntStream.of(0, 1, 10, Counts.of(300, 1000));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void B01_stopEndsAllConnectionsAndEveryStopHookHasRunOnce(int clients) throws Exception {
        List<RawPeer> peers = new ArrayList<>();
        try (Server server = TestServer.start(s -> s.onStop((connection, reason) -> stops.incrementAndGet()))) {
            for (int i = 0; i < clients; i++) {
                peers.add(RawPeer.connect(server.port()));
            }
            eventually().until(() -> server.stats().accepted() == clients);
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> server.stop(GRACE));
            for (RawPeer peer : peers) {
                peer.expectEnd();
                peer.close();
            }
            stopping.get(GRACE.toSeconds(), TimeUnit.SECONDS);
            assertEquals(0, server.connections().count());
            assertEquals(clients, stops.get(), "a stop that returned before its grace has seen every hook");
            assertEquals(clients, server.stats().closed(Kind.STOPPING));
            assertThrows(ConnectException.class, () -> RawPeer.connect(server.port()));
        } finally {
            for (RawPeer peer : peers) {
                peer.close();
            }
        }
    }

    enum From {
        HANDLER,
        TASK,
        START_HOOK,
        STOP_HOOK,
        EVENT_THREAD,
        EVENTS_EXECUTOR
    }

    @ParameterizedTest
    @EnumSource
    void B01_P13_stopOnAThreadOfTheServerReturnsAtOnceAndTheServerStops(From from) throws Exception {
        stopFrom(from, Mode.POOL);
    }

    @ParameterizedTest
    @EnumSource(names = {"HANDLER", "TASK"})
    void B01_P13_stopWhereTheReaderRunsHandlersReturnsAtOnceToo(From from) throws Exception {
        stopFrom(from, Mode.READER);
    }

    private void stopFrom(From from, Mode mode) throws Exception {
        try (Server server = TestServer.start(mode::set, s -> prepare(s, from))) {
            try (RawPeer one = RawPeer.connect(server.port());
                    RawPeer two = RawPeer.connect(server.port())) {
                eventually().until(() -> server.stats().accepted() == 2);
                bothConnected.countDown();
                switch (from) {
                    case HANDLER, TASK -> one.send(1, "stop");
                    case STOP_HOOK -> one.close();
                    case EVENTS_EXECUTOR -> server.events().execute(() -> timedStop(server));
                    case START_HOOK, EVENT_THREAD -> {}
                }
                Duration took = returned.get(10, TimeUnit.SECONDS);
                assertTrue(
                        took.compareTo(Duration.ofSeconds(1)) < 0,
                        () -> "the stop took " + took + " of its caller's time");
                for (RawPeer peer : List.of(one, two)) {
                    if (!peer.socket().isClosed()) {
                        assertEquals(0, peer.readToEnd());
                    }
                }
            }
            server.awaitStopped();
            assertEquals(0, server.connections().count());
            assertEquals(starts.get(), stops.get());
            assertEquals(0, server.stats().handlerFailures());
        }
    }

    private void prepare(Server server, From from) {
        server.onStart(connection -> {
            starts.incrementAndGet();
            if (from == From.START_HOOK) {
                assertTrue(bothConnected.await(10, TimeUnit.SECONDS));
                timedStop(server);
            }
        });
        server.onStop((connection, reason) -> {
            if (from == From.STOP_HOOK) {
                timedStop(server);
            }
            stops.incrementAndGet();
        });
        server.handle(1, request -> {
            if (from == From.TASK) {
                request.connection().execute(() -> timedStop(server));
            } else {
                timedStop(server);
            }
        });
        if (from == From.EVENT_THREAD) {
            server.listener(new ServerListener() {
                @Override
                public void registered(Connection connection, int count) {
                    try {
                        bothConnected.await(10, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    timedStop(server);
                }
            });
        }
    }

    private void timedStop(Server server) {
        long start = System.nanoTime();
        server.stop(GRACE);
        returned.complete(Duration.ofNanos(System.nanoTime() - start));
    }

    @ParameterizedTest
    @EnumSource
    void B12_P13_whatAHandlerHasSentIsOutBeforeTheEnd(Mode mode) throws Exception {
        try (Server server = TestServer.start(
                        mode::set,
                        s -> s.handle(1, request -> {
                            for (int i = 0; i < 100; i++) {
                                if (i % 2 == 0) {
                                    request.connection().send(1, "reply " + i);
                                } else {
                                    request.reply("reply " + i);
                                }
                            }
                            s.stop(GRACE);
                        }));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "go");
            for (int i = 0; i < 100; i++) {
                assertEquals("reply " + i, peer.receive().text());
            }
            peer.expectEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void P13_stopIsOnceHoweverManyThreadsCallIt(int threads) throws Exception {
        Server server = TestServer.start(s -> {});
        try (RawPeer peer = RawPeer.connect(server.port())) {
            eventually().until(() -> server.stats().accepted() == 1);
            List<CompletableFuture<Void>> stops = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                stops.add(CompletableFuture.runAsync(() -> server.stop(GRACE), Thread::startVirtualThread));
            }
            peer.expectEnd();
            peer.close();
            for (CompletableFuture<Void> stop : stops) {
                stop.get(10, TimeUnit.SECONDS);
            }
            server.stop(GRACE);
            server.close();
            assertEquals(1, server.stats().closed(Kind.STOPPING));
        }
        assertThrows(IOException.class, () -> RawPeer.connect(server.port()));
    }
}
