package io.github.zinx.tests.stopping;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Message;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import io.github.zinx.tests.support.Counts;
import io.github.zinx.wire.FrameCodec;
import io.github.zinx.wire.FrameDecoder;
import io.github.zinx.wire.FrameEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A drained server goes on until load balancers have noticed, tells its clients, lets them go, and then stops. */
@Timeout(60)
final class DrainTest {

    private static final Message NOTICE = Message.of(9, "moving");
    private static final Duration LONG = Duration.ofMinutes(10);

    private Server server;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start(
                c -> c.stopGrace(Duration.ofSeconds(2)),
                s -> s.handle(1, request -> request.reply(request.data())).handle(2, request -> {
                    s.drain(Duration.ZERO, NOTICE, LONG);
                    request.reply("draining");
                }));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void P13_aDrainedServerServesOnTellsItsClientsAndStopsOnceTheyHaveGone() throws Exception {
        assertTrue(server.isReady());
        try (RawPeer old = RawPeer.connect(server)) {
            assertEquals("before", old.ask(1, "before").text());
            CompletableFuture<Void> drained =
                    CompletableFuture.runAsync(() -> server.drain(Duration.ofMillis(1500), NOTICE, LONG));
            await().until(() -> !server.isReady());
            try (RawPeer young = RawPeer.connect(server)) { // a load balancer has not noticed yet
                assertEquals("meanwhile", young.ask(1, "meanwhile").text());
                assertEquals(NOTICE, old.receive());
                assertEquals(NOTICE, young.receive());
                try (RawPeer late = RawPeer.connect(server)) {
                    assertEquals(NOTICE, late.receive());
                    assertEquals("still", late.ask(1, "still").text());
                }
                assertFalse(drained.isDone());
            }
            old.close();
            drained.get(20, TimeUnit.SECONDS);
        }
        assertThrows(IOException.class, () -> RawPeer.connect(server.port()));
        assertEquals(
                3, server.stats().closed(Kind.CLOSED_BY_PEER) + server.stats().closed(Kind.CONNECTION_LOST));
    }

    @Test
    void P13_whoComesAsTheOthersAreToldIsToldOnceToo() throws Exception {
        for (int round = 0; round < Counts.of(30, 300); round++) {
            try (Server busy = TestServer.start(s -> s.handle(1, request -> request.reply(request.data())));
                    RawPeer old = RawPeer.connect(busy)) {
                assertEquals(
                        "before", old.ask(1, "before").text()); // the drain goes on for as long as this one is there
                List<FutureTask<String>> visits = IntStream.range(0, 10)
                        .mapToObj(i -> new FutureTask<>(() -> afterTheNotice(busy)))
                        .toList();
                visits.forEach(Thread::startVirtualThread);
                CompletableFuture<Void> drained =
                        CompletableFuture.runAsync(() -> busy.drain(Duration.ofMillis(1), NOTICE, LONG));
                for (FutureTask<String> visit : visits) {
                    assertEquals("still", visit.get(20, TimeUnit.SECONDS), "round " + round);
                }
                assertEquals(NOTICE, old.receive());
                assertEquals("still", old.ask(1, "still").text());
                old.close();
                drained.get(20, TimeUnit.SECONDS);
            }
        }
    }

    private static String afterTheNotice(Server server) throws IOException {
        try (RawPeer peer = RawPeer.connect(server)) {
            assertEquals(NOTICE, peer.receive());
            return peer.ask(1, "still").text();
        }
    }

    @Test
    void P13_whoDoesNotLeaveIsStopped() throws Exception {
        try (RawPeer peer = RawPeer.connect(server)) {
            peer.connectionOn(server);
            CompletableFuture<Void> drained =
                    CompletableFuture.runAsync(() -> server.drain(Duration.ZERO, NOTICE, Duration.ofMillis(200)));
            assertEquals(NOTICE, peer.receive());
            peer.expectEnd();
            peer.close();
            drained.get(20, TimeUnit.SECONDS);
        }
        assertEquals(1, server.stats().closed(Kind.STOPPING));
    }

    @Test
    void P13_stopCutsADrainShort() throws Exception {
        CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> server.drain(LONG, null, LONG));
        await().until(() -> !server.isReady());
        CompletableFuture<Void> again = CompletableFuture.runAsync(() -> server.drain(LONG, null, LONG));
        server.stop(Duration.ofSeconds(1));
        drained.get(20, TimeUnit.SECONDS);
        again.get(20, TimeUnit.SECONDS);
    }

    @Test
    void P13_aHandlerMayDrainItsOwnServer() throws Exception {
        try (RawPeer peer = RawPeer.connect(server)) {
            peer.send(2, "");
            assertEquals(
                    Set.of("draining", "moving"),
                    Set.of(peer.receive().text(), peer.receive().text()));
            peer.close();
            server.awaitStopped();
        }
    }

    /** Those that have to log in are told once they have, and nothing before. */
    @Test
    void P13_theNoticeWaitsForTheLogin() throws Exception {
        try (Server asking = TestServer.start(
                        c -> c.loginIds(1),
                        s -> s.handle(1, request -> {
                            request.reply("in");
                            request.connection().markLoggedIn();
                        }));
                RawPeer known = RawPeer.connect(asking);
                RawPeer silent = RawPeer.connect(asking)) {
            assertEquals("in", known.ask(1, "").text());
            await().until(() -> asking.connections().count() == 2);
            CompletableFuture<Void> drained =
                    CompletableFuture.runAsync(() -> asking.drain(Duration.ZERO, NOTICE, LONG));
            assertEquals(NOTICE, known.receive());
            assertEquals("in", silent.ask(1, "").text());
            assertEquals(NOTICE, silent.receive());
            try (RawPeer late = RawPeer.connect(asking)) {
                await().until(() -> asking.connections().count() == 3);
                assertEquals("in", late.ask(1, "").text());
                assertEquals(NOTICE, late.receive());
            }
            asking.stop(Duration.ofSeconds(1));
            drained.get(20, TimeUnit.SECONDS);
        }
    }

    /** The port answers a moment before the start has returned, and a signal may come within it. */
    @Test
    void P13_aServerIsDrainedWhoseStartHasNotReturned() throws Exception {
        LogHeldUp codec = new LogHeldUp();
        try (Server young = Server.create(
                ServerConfig.builder().host("127.0.0.1").port(0).codec(codec).build())) {
            CompletableFuture<Void> started = CompletableFuture.runAsync(() -> startQuietly(young));
            assertTrue(codec.reached.await(20, TimeUnit.SECONDS));
            try (RawPeer peer = RawPeer.connect(young.port())) {
                Thread drain = Thread.ofVirtual().start(() -> young.drain(Duration.ZERO, NOTICE, LONG));
                await().until(() ->
                        drain.getState() == Thread.State.WAITING || drain.getState() == Thread.State.TIMED_WAITING);
                codec.goOn.countDown();
                assertEquals(NOTICE, peer.receive());
                peer.close();
                assertTrue(drain.join(Duration.ofSeconds(20)));
            }
            started.get(20, TimeUnit.SECONDS);
            assertFalse(young.isReady());
        }
    }

    @Test
    void drainingAsksForAServerThatRunsAndForTimesThatCanBe() throws IOException {
        assertThrows(IllegalArgumentException.class, () -> server.drain(Duration.ofMillis(-1), null, LONG));
        assertThrows(IllegalArgumentException.class, () -> server.drain(LONG, null, Duration.ofMillis(-1)));
        Message tooLong = Message.of(1, new byte[5000]);
        assertThrows(IllegalArgumentException.class, () -> server.drain(LONG, tooLong, LONG));
        assertTrue(server.isReady());
        try (Server never = Server.create(ServerConfig.defaults())) {
            assertFalse(never.isReady());
            assertThrows(IllegalStateException.class, () -> never.drain(LONG, null, LONG));
        }
    }

    private static void startQuietly(Server server) {
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The start asks for its name when it writes to the log where it listens. */
    private static final class LogHeldUp implements FrameCodec {

        private final FrameCodec plain = FrameCodec.named("ltv-le");
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public String name() {
            reached.countDown();
            try {
                assertTrue(goOn.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return plain.name();
        }

        @Override
        public int overhead() {
            return plain.overhead();
        }

        @Override
        public FrameDecoder decoder(int maxLength) {
            return plain.decoder(maxLength);
        }

        @Override
        public FrameEncoder encoder() {
            return plain.encoder();
        }
    }
}
