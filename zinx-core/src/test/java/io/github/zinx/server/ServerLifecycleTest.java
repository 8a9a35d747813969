package io.github.zinx.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.WorkerSettings.Threads;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ServerLifecycleTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** What a stop promises is its grace and one second; asked for is thrice that and one more. */
    private static final Duration STOP_LIVENESS =
            GRACE.plusSeconds(1).multipliedBy(3).plusSeconds(1);

    private final Set<Thread> before = Thread.getAllStackTraces().keySet();
    private final List<Server> servers = new ArrayList<>();

    private static ServerConfig.Builder config() {
        return ServerConfig.builder()
                .host("127.0.0.1")
                .port(0)
                .stopGrace(GRACE)
                .drainTimeout(Duration.ofMillis(200))
                .workers(2)
                .workerThreads(Threads.PLATFORM); // whose threads can be listed
    }

    private Server server(ServerConfig config) {
        Server server = Server.create(config);
        servers.add(server);
        return server;
    }

    @AfterEach
    void allEnds() {
        servers.forEach(Server::close);
        await().atMost(SOON).until(() -> ownThreads().isEmpty());
    }

    /** The threads that servers of this test have started and that can be listed. */
    private List<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> !before.contains(t) && t.getName().startsWith("zinx-"))
                .toList();
    }

    private static byte[] frame(int id, String text) {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(data.length)
                .putInt(id)
                .put(data)
                .array();
    }

    /** Sends one message and expects this answer to it. */
    private static void asks(int port, int id, String text, String answer) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream().write(frame(id, text));
            byte[] expected = frame(id, answer);
            byte[] got = new byte[expected.length];
            new DataInputStream(socket.getInputStream()).readFully(got);
            assertArrayEquals(expected, got);
        }
    }

    private static void stopped(Server server) {
        assertDoesNotThrow(() -> {
            Thread waiting = Thread.startVirtualThread(() -> {
                try {
                    server.awaitStopped();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            assertTrue(waiting.join(STOP_LIVENESS), "it does not stop");
        });
    }

    // ---- start ----

    @Test
    void itIsStartedOnce() throws Exception {
        Server server = server(config().build());
        server.handle(1, r -> r.reply("pong")).start();

        assertThrows(IllegalStateException.class, server::start);

        asks(server.port(), 1, "ping", "pong");
        server.close();
        assertThrows(IllegalStateException.class, server::start);
    }

    @Test
    void anInterruptOfTheAcceptorsThreadChangesNothing() throws Exception {
        Server server = server(config().build());
        server.handle(1, r -> r.reply("pong")).start();
        for (int i = 0; i < 3; i++) {
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread ->
                            !before.contains(thread) && thread.getName().equals("zinx-acceptor"))
                    .forEach(Thread::interrupt);
            asks(server.port(), 1, "ping", "pong");
        }
        server.close();
        stopped(server);
    }

    @Test
    void itHasNoPortAndNoThreadBeforeItIsStarted() {
        Server server = server(config().build());

        assertThrows(IllegalStateException.class, server::port);
        assertEquals(List.of(), ownThreads());
    }

    @Test
    void aStartOnAUsedPortSaysSoAndLeavesNothing() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            Server server = server(config().port(port).build());
            server.listener(new ServerListener() {});
            server.events().execute(() -> {});

            var refused = assertThrows(IOException.class, server::start);

            assertTrue(refused.getMessage().contains("port " + port), refused.getMessage());
            await().atMost(SOON).until(() -> ownThreads().isEmpty());
            stopped(server);
            server.close();
            assertThrows(IllegalStateException.class, server::start);
            assertThrows(IllegalStateException.class, server::port);
        }
    }

    @Test
    void routesMayBeAddedWhileItServes() throws Exception {
        Server server = server(config().build());
        server.start();

        server.handle(1, r -> r.reply("one"));

        asks(server.port(), 1, "", "one");
        assertThrows(IllegalStateException.class, () -> server.handle(1, r -> {}));
    }

    @Test
    void severalServersShareNothing() throws Exception {
        Server first = server(config().build());
        Server second = server(config().build());
        first.handle(1, r -> r.reply("first")).start();
        second.handle(1, r -> r.reply("second")).start();
        asks(first.port(), 1, "", "first");
        asks(second.port(), 1, "", "second");
        assertEquals(1, first.stats().accepted());
        await().atMost(SOON).until(() -> second.stats().messagesHandled() == 1);

        first.close();

        asks(second.port(), 1, "", "second");
        assertEquals(1, first.stats().accepted());
    }

    // ---- stop ----

    @Test
    void aStopLetsAllThreadsEndAndFreesThePort() throws Exception {
        Server server = server(config().build());
        server.listener(new ServerListener() {});
        server.handle(1, r -> r.reply("pong")).start();
        int port = server.port();
        asks(port, 1, "ping", "pong");
        assertTrue(ownThreads().size() >= 5, () -> ownThreads().toString()); // two workers, acceptor, sweeper, events

        server.stop(GRACE);

        try (ServerSocket next = new ServerSocket()) {
            next.setReuseAddress(true);
            next.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
        await().atMost(SOON).until(() -> ownThreads().isEmpty());
    }

    @Test
    void aStopReturnsWhenTheLastHookHas() throws Exception {
        CountDownLatch hooked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean returned = new AtomicBoolean();
        Server server = server(config().build());
        server.handle(1, r -> r.reply("pong"));
        server.onStop((c, why) -> {
            hooked.countDown();
            release.await();
            returned.set(true);
        });
        server.start();
        asks(server.port(), 1, "ping", "pong");
        assertTrue(hooked.await(10, TimeUnit.SECONDS));
        Thread stopper = Thread.ofPlatform().daemon().start(() -> server.stop(SOON));
        await().atMost(SOON).until(() -> stopper.getState() == Thread.State.TIMED_WAITING || !stopper.isAlive());
        assertTrue(stopper.isAlive(), "it did not wait");

        release.countDown();

        assertTrue(stopper.join(SOON));
        assertTrue(returned.get());
    }

    @Test
    void stoppedBeforeItWasStartedItNeverStarts() throws Exception {
        Server server = server(config().build());

        server.stop(GRACE);
        server.stop(GRACE);

        stopped(server);
        assertThrows(IllegalStateException.class, server::start);
        assertThrows(IllegalStateException.class, server::serve);
        assertEquals(List.of(), ownThreads());
    }

    @Test
    void stoppingTwiceIsStoppingOnce() throws Exception {
        Server server = server(config().build());
        server.start();

        server.stop(GRACE);
        server.stop(GRACE);
        server.close();

        stopped(server);
    }

    @Test
    void twoThreadsThatStopBothReturnWhenItHasStopped() throws Exception {
        for (int round = 0; round < 20; round++) {
            Server server = server(config().build());
            server.start();
            CyclicBarrier begin = new CyclicBarrier(2);
            AtomicBoolean both = new AtomicBoolean(true);
            List<Thread> stoppers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                stoppers.add(Thread.startVirtualThread(() -> {
                    try {
                        begin.await();
                        server.stop(GRACE);
                        new ServerSocket(server.port(), 1, InetAddress.getLoopbackAddress()).close();
                    } catch (Exception e) {
                        both.compareAndSet(true, e instanceof java.net.BindException); // the other one has it just now
                    }
                }));
            }
            for (Thread stopper : stoppers) {
                assertTrue(stopper.join(STOP_LIVENESS));
            }
            assertTrue(both.get());
            stopped(server);
        }
    }

    @Test
    void aStopThatRacesWithTheStartEndsInAStop() throws Exception {
        for (int round = 0; round < 30; round++) {
            Server server = server(config().build());
            CyclicBarrier begin = new CyclicBarrier(2);
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread starter = Thread.startVirtualThread(() -> {
                try {
                    begin.await();
                    server.start();
                } catch (IllegalStateException e) {
                    // The stop came first.
                } catch (Throwable t) {
                    failure.set(t);
                }
            });
            begin.await();
            server.stop(GRACE);
            assertTrue(starter.join(SOON));
            stopped(server);
            assertEquals(null, failure.get());
        }
    }

    @Test
    void serveReturnsWhenItHasStopped() throws Exception {
        Server server = server(config().build());
        CountDownLatch returned = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                server.serve();
                returned.countDown();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(IllegalStateException.class)
                .until(() -> server.port() > 0);
        assertEquals(1, returned.getCount());

        server.close();

        assertTrue(returned.await(10, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"handler", "start hook", "stop hook", "task", "event"})
    void onItsOwnThreadsAStopOnlyBegins(String where) throws Exception {
        Server server = server(config().build());
        CountDownLatch returned = new CountDownLatch(1);
        AtomicBoolean wasStopped = new AtomicBoolean();
        Runnable stop = () -> {
            server.stop(Duration.ofHours(1));
            wasStopped.set(returned.getCount() == 0);
            returned.countDown();
        };
        server.handle(1, r -> {
            switch (where) {
                case "handler" -> stop.run();
                case "task" -> r.connection().execute(stop);
                case "event" -> server.events().execute(stop);
                case "stop hook" -> r.connection().close();
                default -> {}
            }
        });
        server.onStart(c -> {
            if (where.equals("start hook")) {
                stop.run();
            }
        });
        server.onStop((c, why) -> {
            if (where.equals("stop hook")) {
                stop.run();
            }
        });
        server.start();

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(frame(1, ""));
            assertTrue(returned.await(10, TimeUnit.SECONDS), "it waited for itself");
            assertEquals(-1, socket.getInputStream().read());
        }
        assertFalse(wasStopped.get());
        stopped(server);
    }

    @Test
    void aListenerThatNeverReturnsHoldsUpNoStop() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        Server server = server(config().build());
        server.listener(new ServerListener() {
            @Override
            public void workerStarted(int worker) {
                entered.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        server.handle(1, r -> r.reply("pong")).start();
        assertTrue(entered.await(10, TimeUnit.SECONDS));
        asks(server.port(), 1, "ping", "pong");

        long begin = System.nanoTime();
        server.stop(Duration.ofMillis(100));

        stopped(server);
        assertTrue(System.nanoTime() - begin < Duration.ofSeconds(5).toNanos());
        release.countDown();
    }

    @Test
    void aHandlerThatNeverReturnsDoesNotKeepAStopFromReturning() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch hooked = new CountDownLatch(1);
        Server server = server(config().build());
        server.handle(1, r -> {
            entered.countDown();
            release.await();
        });
        server.onStop((c, why) -> hooked.countDown());
        server.start();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(frame(1, ""));
            assertTrue(entered.await(10, TimeUnit.SECONDS));

            server.stop(Duration.ofMillis(100));

            stopped(server);
            assertEquals(0, server.connections().count());
            assertEquals(1, hooked.getCount());
            release.countDown();
            assertTrue(hooked.await(10, TimeUnit.SECONDS), "it gets its stop hook when the handler has returned");
        } finally {
            release.countDown();
        }
    }

    @Test
    void aThreadThatIsInterruptedStopsItAllTheSameAndStaysInterrupted() throws Exception {
        Server server = server(config().build());
        server.start();

        Thread.currentThread().interrupt();
        server.stop(GRACE);

        assertTrue(Thread.interrupted());
        stopped(server);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000, 100_000, Long.MAX_VALUE / 86_400})
    void aGraceMayBeAsLongAsOneLikes(long days) throws Exception {
        Server server = server(config().build());
        server.start();

        server.stop(Duration.ofDays(days));

        stopped(server);
    }

    @Test
    void aServerThatNeverStartedLeavesNoEventThread() {
        Server server = server(config().build());
        server.events().execute(() -> {});

        server.stop(GRACE);

        await().atMost(SOON).until(() -> ownThreads().isEmpty());
    }

    @Test
    void aGraceOfNothingReleasesAtOnce() throws Exception {
        Server server = server(config().build());
        server.handle(1, r -> r.reply("pong")).start();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(frame(1, ""));
            assertEquals(4, socket.getInputStream().read());

            server.stop(Duration.ZERO);
        }

        stopped(server);
        assertEquals(0, server.connections().count());
    }
}
