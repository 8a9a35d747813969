package io.github.zinx.tests.client;

import static io.github.zinx.tests.client.Clients.SOON;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason;
import io.github.zinx.CloseReason.Kind;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Message;
import io.github.zinx.client.Client;
import io.github.zinx.client.ClientConfig;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CloseTest {

    @Test
    void whatIsQueuedWhenTheClientClosesStillArrives() throws Exception {
        int count = 1000;
        int size = 2000;
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Client client = Client.create(Clients.of(listener.getLocalPort()).toBuilder()
                        .sendQueueBytes(4 << 20)
                        .drainTimeout(Duration.ofSeconds(30))
                        .build())) {
            client.connect();
            try (RawPeer peer = RawPeer.over(listener.accept(), Layout.LTV_LE)) {
                for (int i = 0; i < count; i++) {
                    client.sendBuffered(0, new byte[size]);
                }
                // What the server sends meanwhile, nobody reads: it must not turn the end into a reset.
                peer.send(9, new byte[4000]);
                Thread closing = Thread.ofVirtual().start(client::close);
                await().until(() -> !client.isOpen());

                assertEquals((long) count * (8 + size), peer.readToEnd());

                peer.close();
                assertTrue(closing.join(SOON));
            }
        }
    }

    @Test
    void aHandlerMayCloseItsClient() throws Exception {
        BlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();
        CompletableFuture<Boolean> returned = new CompletableFuture<>();
        try (Server server = TestServer.start(s -> s.handle(0, r -> r.reply("x")));
                Client client = Client.create(patient(server))) {
            client.handle(0, r -> {
                client.close();
                returned.complete(ends.isEmpty());
            });
            client.onStop((c, why) -> ends.add(why));
            client.connect().sendBuffered(0, "x");

            assertTrue(
                    returned.get(SOON.toSeconds(), TimeUnit.SECONDS), "the stop hook ran before the handler returned");
            assertTimeoutPreemptively(SOON, client::awaitClosed);
            assertEquals(Kind.STOPPING, ends.remove().kind());
            assertTrue(ends.isEmpty());
            await().until(() -> server.connections().count() == 0);
        }
    }

    @Test
    void bothHooksMayCloseTheClient() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        try (Server server = TestServer.start(s -> {});
                Client client = Client.create(patient(server))) {
            client.onStart(c -> client.close());
            client.onStop((c, why) -> {
                client.close();
                stopped.countDown();
            });

            assertTimeoutPreemptively(SOON, () -> assertThrows(IOException.class, client::connect));
            assertTrue(stopped.await(SOON.toSeconds(), TimeUnit.SECONDS));
            assertTimeoutPreemptively(SOON, client::awaitClosed);
        }
    }

    @Test
    void closeReturnsWhenAHandlerDoesNot() throws Exception {
        Duration limit = Duration.ofMillis(200);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        try (Server server = TestServer.start(s -> s.handle(0, r -> r.reply("x")));
                Client client = Client.create(
                        Clients.of(server).toBuilder().drainTimeout(limit).build())) {
            client.handle(0, r -> {
                inside.countDown();
                never.await();
            });
            client.onStop((c, why) -> stopped.countDown());
            client.connect().sendBuffered(0, "x");
            assertTrue(inside.await(SOON.toSeconds(), TimeUnit.SECONDS));

            try {
                assertTimeoutPreemptively(limit.plusSeconds(1).multipliedBy(3), client::close);
                await().until(() -> server.connections().count() == 0);
                assertEquals(1, stopped.getCount());
            } finally {
                never.countDown();
            }
            assertTimeoutPreemptively(SOON, client::awaitClosed);
            assertEquals(0, stopped.getCount());
        }
    }

    @Test
    void closeReturnsWhenTheServerDoesNotRead() throws Exception {
        Duration limit = Duration.ofMillis(200);
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Client client = Client.create(Clients.of(listener.getLocalPort()).toBuilder()
                        .drainTimeout(limit)
                        .sendQueueBytes(64 << 20)
                        .sendQueueCapacity(100_000)
                        .build())) {
            client.connect();
            for (int i = 0; i < 5000; i++) {
                client.sendBuffered(0, new byte[4096]);
            }

            assertTimeoutPreemptively(limit.plusSeconds(1).multipliedBy(3), client::close);
            assertTimeoutPreemptively(SOON, client::awaitClosed);
        }
    }

    @Test
    void theHooksRunOnceEachWhenBothSidesEndAtOnce() throws Exception {
        try (Server server = TestServer.start(s -> {})) {
            for (int i = 0; i < 300; i++) {
                AtomicInteger starts = new AtomicInteger();
                AtomicInteger stops = new AtomicInteger();
                try (Client client = Client.create(Clients.of(server))) {
                    client.onStart(c -> starts.incrementAndGet());
                    client.onStop((c, why) -> stops.addAndGet(starts.get()));
                    client.connect();
                    await().pollInterval(Duration.ofMillis(1))
                            .until(() -> server.connections().count() == 1);
                    CyclicBarrier barrier = new CyclicBarrier(3);
                    List<Thread> closers = List.of(
                            closer(barrier, client::close),
                            closer(barrier, () -> client.connection().close()),
                            closer(barrier, () -> server.connections().closeAll()));
                    for (Thread closer : closers) {
                        assertTrue(closer.join(SOON));
                    }
                    assertTimeoutPreemptively(SOON, client::awaitClosed);
                }
                assertEquals(1, starts.get());
                assertEquals(1, stops.get());
                await().pollInterval(Duration.ofMillis(1))
                        .until(() -> server.connections().count() == 0);
            }
        }
    }

    @Test
    void theServersEndIsToldToTheStopHook() throws Exception {
        BlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();
        try (Server server =
                        TestServer.start(s -> s.handle(0, r -> r.connection().close(Message.of(1, "bye"))));
                Client client = Client.create(Clients.of(server))) {
            BlockingQueue<String> farewells = new LinkedBlockingQueue<>();
            client.handle(1, r -> farewells.add(r.text()));
            client.onStop((c, why) -> ends.add(why));
            client.connect().sendBuffered(0, "x");

            assertTimeoutPreemptively(SOON, client::awaitClosed);

            assertEquals("bye", farewells.poll());
            assertEquals(Kind.CLOSED_BY_PEER, ends.remove().kind());
            assertFalse(client.isOpen());
            assertThrows(ConnectionClosedException.class, () -> client.send(0, "late"));
            assertThrows(ConnectionClosedException.class, () -> client.sendBuffered(0, "late"));
            assertThrows(ConnectionClosedException.class, () -> client.trySend(0, "late"));
        }
    }

    @Test
    void aResetIsToldToTheStopHook() throws Exception {
        BlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Client client = Client.create(Clients.of(listener.getLocalPort()))) {
            client.onStop((c, why) -> ends.add(why)).connect();
            Socket socket = listener.accept();
            socket.setSoLinger(true, 0);
            socket.close();

            assertTimeoutPreemptively(SOON, client::awaitClosed);
            assertEquals(Kind.CONNECTION_LOST, ends.remove().kind());
        }
    }

    @Test
    void aServerThatStaysSilentIsGivenUpAfterTheIdleTimeout() throws Exception {
        BlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();
        Duration limit = Duration.ofMillis(200);
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Client client = Client.create(Clients.of(listener.getLocalPort()).toBuilder()
                        .idleTimeout(limit)
                        .build())) {
            client.onStop((c, why) -> ends.add(why)).connect();

            assertTimeoutPreemptively(limit.multipliedBy(3).plusSeconds(1), client::awaitClosed);
            assertEquals(Kind.IDLE_TIMEOUT, ends.remove().kind());
        }
    }

    @Test
    void nothingOfAClientRunsOnAfterItsEnd() throws Exception {
        try (Server server = TestServer.start(s -> s.handle(0, r -> r.reply("x")))) {
            BlockingQueue<Thread> workers = new LinkedBlockingQueue<>();
            for (int i = 0; i < 50; i++) {
                CountDownLatch answered = new CountDownLatch(1);
                try (Client client = Client.create(Clients.of(server))) {
                    client.handle(0, r -> {
                        workers.add(Thread.currentThread());
                        answered.countDown();
                    });
                    client.onStop((c, why) -> workers.add(Thread.currentThread()));
                    client.connect().sendBuffered(0, "x");
                    assertTrue(answered.await(SOON.toSeconds(), TimeUnit.SECONDS));
                }
            }

            assertEquals(100, workers.size());
            await().atMost(SOON).until(() -> workers.stream().noneMatch(Thread::isAlive));
        }
    }

    @Test
    void aServersHandlerThatDialsASilentServerHoldsUpNobodyElse() throws Exception {
        CountDownLatch dialling = new CountDownLatch(1);
        CompletableFuture<String> answer = new CompletableFuture<>();
        try (Clients.Silent silent = new Clients.Silent();
                Client hopeless = Client.create(Clients.of(silent.port()).toBuilder()
                        .connectTimeout(Duration.ofHours(1))
                        .build());
                Server server = TestServer.start(
                        config -> config.workers(1),
                        s -> s.handle(1, r -> {
                                    dialling.countDown();
                                    hopeless.connect();
                                })
                                .handle(2, r -> r.reply("here")));
                Client stuck = Client.create(Clients.of(server)).connect();
                Client other = Client.create(Clients.of(server))) {
            other.handle(2, r -> answer.complete(r.text()));
            other.connect();
            stuck.sendBuffered(1, "dial");
            assertTrue(dialling.await(SOON.toSeconds(), TimeUnit.SECONDS));

            other.sendBuffered(2, "anybody?");

            assertEquals("here", answer.get(SOON.toSeconds(), TimeUnit.SECONDS));
            hopeless.close();
        }
    }

    /** Whoever waits for the end of a client like this where it cannot come waits longer than soon. */
    private static ClientConfig patient(Server server) {
        return Clients.of(server).toBuilder().drainTimeout(SOON.multipliedBy(2)).build();
    }

    private static Thread closer(CyclicBarrier barrier, Runnable close) {
        return Thread.ofVirtual().start(() -> {
            try {
                barrier.await();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            close.run();
        });
    }
}
