package io.github.zinx.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.zinx.transport.Frames;
import io.github.zinx.wire.FrameCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AcceptorTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final ConnectionManager manager =
            new ConnectionManager(2, new Frames(FrameCodec.named("ltv-le"), 100), new LongAdder());
    private final Admissions admissions = new Admissions();
    private final List<Socket> clients = new ArrayList<>();
    private Acceptor acceptor;
    private Thread thread;

    /** Keeps what it is given, and throws first whatever it has been told to throw. */
    private static final class Admissions implements Admission {
        final Queue<Throwable> toThrow = new ConcurrentLinkedQueue<>();
        final List<Socket> admitted = new CopyOnWriteArrayList<>();
        final List<RejectCause> rejected = new CopyOnWriteArrayList<>();
        final List<Throwable> failures = new CopyOnWriteArrayList<>();
        volatile Optional<RejectCause> refuses = Optional.empty();
        volatile boolean reportFails;

        @Override
        public Optional<RejectCause> admit(Socket socket, SocketAddress address) {
            Throwable failure = toThrow.poll();
            if (failure != null) {
                close(socket);
                Admissions.<RuntimeException>raise(failure);
            }
            if (refuses.isEmpty()) {
                admitted.add(socket);
            }
            return refuses;
        }

        @Override
        public void rejected(SocketAddress address, RejectCause cause) {
            rejected.add(cause);
        }

        @Override
        public void acceptFailed(Throwable failure) {
            failures.add(failure);
            if (reportFails) {
                throw new NoClassDefFoundError("thrown by hand");
            }
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <T extends Throwable> void raise(Throwable failure) throws T {
            throw (T) failure;
        }

        static void close(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static ServerConfig config(WhenFull whenFull) {
        return ServerConfig.builder()
                .host("127.0.0.1")
                .port(0)
                .whenFull(whenFull)
                .build();
    }

    private void start(WhenFull whenFull) throws IOException {
        acceptor = new Acceptor(config(whenFull), manager, admissions);
        thread = Thread.ofPlatform().name("test-acceptor").daemon().start(acceptor);
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), acceptor.port());
        clients.add(client);
        return client;
    }

    private void admits(int count) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> admissions.admitted.size() == count);
    }

    @AfterEach
    void end() throws Exception {
        if (acceptor != null) {
            acceptor.close();
        }
        if (thread != null) {
            assertTrue(thread.join(SOON), "the acceptor did not end");
        }
        clients.forEach(Admissions::close);
        admissions.admitted.forEach(Admissions::close);
    }

    @Test
    void listenerThatCannotBindKeepsNoDescriptor() throws Exception {
        Path descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(descriptors), "there is no " + descriptors + " to count descriptors in");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ServerConfig config = ServerConfig.builder()
                    .host("127.0.0.1")
                    .port(taken.getLocalPort())
                    .build();
            int tries = 200;
            long before = count(descriptors);
            for (int i = 0; i < tries; i++) {
                assertThrows(IOException.class, () -> new Acceptor(config, manager, admissions));
            }
            assertTrue(count(descriptors) - before < tries / 2, "descriptors are left open");
        }
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    @Test
    void aConnectionIsAdmittedWithAPermit() throws Exception {
        start(WhenFull.REJECT);

        connect();
        admits(1);

        assertTrue(manager.tryAcquirePermit());
        assertFalse(manager.tryAcquirePermit());
        assertEquals("127.0.0.1", acceptor.address().getAddress().getHostAddress());
    }

    @Test
    void whatIsBeyondThePermitsIsRejectedAndTakesNone() throws Exception {
        start(WhenFull.REJECT);
        connect();
        connect();
        admits(2);

        for (int i = 1; i <= 3; i++) {
            assertEquals(-1, connect().getInputStream().read());
        }
        await().atMost(SOON).until(() -> admissions.rejected.size() == 3);
        assertEquals(List.of(RejectCause.FULL, RejectCause.FULL, RejectCause.FULL), admissions.rejected);

        manager.returnPermit();
        connect();
        admits(3);
        assertEquals(-1, connect().getInputStream().read());
    }

    @Test
    void whoeverTheAdmissionRefusesIsRejectedForItsReason() throws Exception {
        admissions.refuses = Optional.of(RejectCause.ADDRESS);
        start(WhenFull.REJECT);

        assertEquals(-1, connect().getInputStream().read());

        assertEquals(List.of(RejectCause.ADDRESS), admissions.rejected);
        assertEquals(List.of(), admissions.failures);
    }

    @Test
    void itSurvivesWhateverIsThrown() throws Exception {
        List<Throwable> failures = List.of(
                new IOException("thrown by hand"),
                new IllegalStateException("thrown by hand"),
                new NoClassDefFoundError("thrown by hand"),
                new OutOfMemoryError("thrown by hand"),
                new InterruptedException("thrown by hand"));
        admissions.toThrow.addAll(failures);
        start(WhenFull.REJECT);

        for (int i = 0; i < failures.size(); i++) {
            assertEquals(-1, connect().getInputStream().read());
            manager.returnPermit(); // the admission that threw had taken over the permit
        }
        connect();
        admits(1);

        assertEquals(failures, admissions.failures);
        assertTrue(thread.isAlive());
    }

    @Test
    void itSurvivesAReportThatFails() throws Exception {
        admissions.reportFails = true;
        admissions.toThrow.add(new IllegalStateException("thrown by hand"));
        start(WhenFull.REJECT);

        assertEquals(-1, connect().getInputStream().read());
        connect();
        admits(1);
    }

    @Test
    void closeRefusesNewConnectionsAndFreesThePort() throws Exception {
        start(WhenFull.REJECT);
        connect();
        admits(1);
        int port = acceptor.port();

        acceptor.close();

        assertTrue(thread.join(SOON));
        assertThrows(IOException.class, this::connect);
        try (ServerSocket next = new ServerSocket()) {
            next.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
        assertEquals(List.of(), admissions.failures, "its own end is no failure");
    }

    // ---- pauses ----

    /** And so acceptors without descriptors notice that there are some again at the latest a second later. */
    @Test
    void noPauseIsLongerThanASecond() {
        long pause = 1;
        for (int i = 0; i < 100; i++) {
            long longer = Acceptor.longer(pause);
            assertTrue(longer >= pause && longer <= Duration.ofSeconds(1).toNanos(), pause + " ns, then " + longer);
            pause = longer;
        }
        assertEquals(Duration.ofSeconds(1).toNanos(), pause);
    }

    // ---- the rate ----

    private void start(WhenFull whenFull, int perSecond) throws IOException {
        ServerConfig config =
                config(whenFull).toBuilder().maxAcceptRate(perSecond).build();
        acceptor = new Acceptor(config, manager, admissions);
        thread = Thread.ofPlatform().name("test-acceptor").daemon().start(acceptor);
    }

    @Test
    void whatIsBeyondTheRateIsRejectedAndTakesNoPermit() throws Exception {
        start(WhenFull.REJECT, 1);
        long begin = System.nanoTime();
        connect();
        admits(1);

        int early = 0;
        while (admissions.admitted.size() == 1 && System.nanoTime() - begin < SOON.toNanos()) {
            try (Socket next = connect()) {
                int known = ++early;
                await().atMost(SOON)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> admissions.rejected.size() + admissions.admitted.size() > known);
            }
        }

        long second = System.nanoTime() - begin;
        assertEquals(2, admissions.admitted.size());
        assertTrue(second >= Duration.ofSeconds(1).toNanos(), () -> "the second one after " + second + " ns");
        assertTrue(admissions.rejected.stream().allMatch(cause -> cause == RejectCause.RATE));
        assertFalse(manager.tryAcquirePermit(), "two have a permit, and nobody else has lost one");
    }

    @Test
    void whereTheSurplusWaitsItWaitsForItsTurnToo() throws Exception {
        start(WhenFull.WAIT, 1);
        long begin = System.nanoTime();
        connect();
        connect();
        admits(2);

        assertTrue(System.nanoTime() - begin >= Duration.ofSeconds(1).toNanos());
        assertEquals(List.of(), admissions.rejected);
    }

    @Test
    void closeWakesTheWaitForTheTurn() throws Exception {
        start(WhenFull.WAIT, 1);
        connect();
        admits(1);
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> thread.getState() == Thread.State.TIMED_WAITING);

        acceptor.close();

        assertTrue(thread.join(SOON));
        assertTrue(manager.tryAcquirePermit());
    }

    // ---- wait mode ----

    @Test
    void whoeverFindsNoPlaceWaitsInTheBacklog() throws Exception {
        start(WhenFull.WAIT);
        connect();
        connect();
        admits(2);
        await().atMost(SOON).until(() -> thread.getState() == Thread.State.WAITING);

        connect();
        connect();
        assertEquals(Thread.State.WAITING, thread.getState());
        assertEquals(2, admissions.admitted.size());

        manager.returnPermit();
        admits(3);
        manager.returnPermit();
        admits(4);
        assertEquals(List.of(), admissions.rejected);
    }

    @Test
    void closeWakesTheWaitForAPlace() throws Exception {
        start(WhenFull.WAIT);
        connect();
        connect();
        admits(2);
        connect();
        await().atMost(SOON).until(() -> thread.getState() == Thread.State.WAITING);

        acceptor.close();

        assertTrue(thread.join(SOON));
        assertEquals(2, admissions.admitted.size());
    }

    private boolean bothPlacesAreFree() {
        if (!manager.tryAcquirePermit()) {
            return false;
        }
        boolean second = manager.tryAcquirePermit();
        if (second) {
            manager.returnPermit();
        }
        manager.returnPermit();
        return second;
    }

    @Test
    void closeWakesTheWaitForAConnectionAndNoPlaceIsLost() throws Exception {
        start(WhenFull.WAIT);
        await().atMost(SOON).until(() -> !bothPlacesAreFree()); // one is the acceptor's while it waits

        acceptor.close();

        assertTrue(thread.join(SOON));
        assertTrue(manager.tryAcquirePermit());
        assertTrue(manager.tryAcquirePermit());
    }

    // ---- the listener ----

    @Test
    void aPortInUseIsNamedAndNothingIsLeftOpen() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            ServerConfig config = config(WhenFull.REJECT).toBuilder().port(port).build();

            var refused = assertThrows(IOException.class, () -> new Acceptor(config, manager, admissions));

            assertTrue(refused.getMessage().contains("127.0.0.1 port " + port + ": "), refused.getMessage());
        }
    }

    @Test
    void aHostThatIsNotKnownIsNamed() {
        ServerConfig config =
                config(WhenFull.REJECT).toBuilder().host("no-such-host.invalid").build();

        var refused = assertThrows(IOException.class, () -> new Acceptor(config, manager, admissions));

        assertTrue(refused.getMessage().contains("no-such-host.invalid"), refused.getMessage());
    }
}
