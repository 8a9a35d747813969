package io.github.zinx.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionSettings;
import io.github.zinx.transport.Frames;
import io.github.zinx.wire.FrameCodec;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An acceptor whose listener fails. */
class AcceptorFailureTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final ConnectionManager manager =
            new ConnectionManager(1, new Frames(FrameCodec.named("ltv-le"), 100), new LongAdder());
    private final FailingListener listener = new FailingListener();
    private final Reports reports = new Reports();
    private Acceptor acceptor;
    private Thread thread;

    /** Throws at every accept but those it is told to let through; then it waits to be closed. */
    private static final class FailingListener extends ServerSocket {
        final AtomicInteger accepts = new AtomicInteger();
        final CountDownLatch closed = new CountDownLatch(1);
        volatile int lets = Integer.MAX_VALUE;

        FailingListener() throws IOException {}

        @Override
        public Socket accept() throws IOException {
            int number = accepts.incrementAndGet();
            if (number == lets) {
                return new FakeSocket(true);
            }
            if (number > lets) {
                awaitClose();
            }
            if (number % 2 == 0) {
                throw new NoClassDefFoundError("thrown by hand");
            }
            throw new SocketException("Too many open files");
        }

        private void awaitClose() throws IOException {
            try {
                closed.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            throw new SocketException("Socket closed");
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    /** Takes down what is reported. */
    private static final class Reports implements Admission {
        final List<Socket> admitted = new CopyOnWriteArrayList<>();
        final List<Throwable> failures = new CopyOnWriteArrayList<>();
        volatile boolean fail;

        @Override
        public Optional<RejectCause> admit(Socket socket, SocketAddress address) {
            admitted.add(socket);
            return Optional.empty();
        }

        @Override
        public void rejected(SocketAddress address, RejectCause cause) {}

        @Override
        public void acceptFailed(Throwable failure) {
            failures.add(failure);
            if (fail) {
                throw new NoClassDefFoundError("thrown by hand");
            }
        }
    }

    AcceptorFailureTest() throws IOException {}

    private void start(boolean waits) {
        acceptor = new Acceptor(
                listener, waits, new AcceptRate(ConnectionSettings.UNLIMITED, System.nanoTime()), manager, reports);
        thread = Thread.ofPlatform().name("test-acceptor").daemon().start(acceptor);
    }

    private void fails(int times) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> reports.failures.size() >= times);
    }

    @AfterEach
    void end() throws Exception {
        acceptor.close();
        assertTrue(thread.join(SOON), "the acceptor did not end");
    }

    @Test
    void itBacksOffTwiceAsLongEachTime() {
        long begin = System.nanoTime();
        start(false);
        fails(7);

        // 5, 10, 20, 40, 80 and 160 ms; a pause is never shorter than that.
        long took = System.nanoTime() - begin;
        assertTrue(took >= TimeUnit.MILLISECONDS.toNanos(315), () -> "seven tries in " + took + " ns");
    }

    @Test
    void itBacksOffEvenIfTheReportFails() {
        reports.fail = true;
        long begin = System.nanoTime();
        start(false);
        fails(7);

        long took = System.nanoTime() - begin;
        assertTrue(took >= TimeUnit.MILLISECONDS.toNanos(315), () -> "seven tries in " + took + " ns");
    }

    @Test
    void itServesAgainOnceAcceptingWorks() {
        listener.lets = 5;

        start(false);

        await().atMost(SOON).until(() -> reports.admitted.size() == 1);
        assertEquals(4, reports.failures.size());
        assertEquals(SocketException.class, reports.failures.get(0).getClass());
        assertEquals(NoClassDefFoundError.class, reports.failures.get(1).getClass());
    }

    @Test
    void closeCutsThePauseShort() throws Exception {
        long shortest = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 3 && shortest > TimeUnit.MILLISECONDS.toNanos(200); attempt++) {
            reports.failures.clear();
            start(false);
            fails(8); // and now it pauses for 640 ms
            long begin = System.nanoTime();
            acceptor.close();
            assertTrue(thread.join(SOON));
            shortest = Math.min(shortest, System.nanoTime() - begin);
        }

        assertTrue(shortest <= TimeUnit.MILLISECONDS.toNanos(200), "close waited for the pause, three times");
    }

    @Test
    void theEndOfItsOwnListenerIsNoFailure() throws Exception {
        listener.lets = 1;
        start(false);
        await().atMost(SOON).until(() -> thread.getState() == Thread.State.WAITING);

        acceptor.close();

        assertTrue(thread.join(SOON));
        assertEquals(List.of(), reports.failures);
    }

    @Test
    void whileItWaitsForConnectionsItKeepsItsOnePermitThroughFailures() throws Exception {
        start(true);
        fails(4);
        assertFalse(manager.tryAcquirePermit());
        fails(6);
        assertFalse(manager.tryAcquirePermit());

        acceptor.close();

        assertTrue(thread.join(SOON));
        assertTrue(manager.tryAcquirePermit(), "it comes back at the stop");
    }

    @Test
    void aPermitKeptThroughFailuresGoesToTheNextConnection() {
        listener.lets = 4;

        start(true);

        await().atMost(SOON).until(() -> reports.admitted.size() == 1);
        await().atMost(SOON).until(() -> thread.getState() == Thread.State.WAITING);
        assertEquals(4, listener.accepts.get(), "it waits for a place before it accepts the next");
        assertFalse(manager.tryAcquirePermit());
    }
}
