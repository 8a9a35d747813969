package io.github.zinx.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason;
import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionListener;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.Message;
import io.github.zinx.Router;
import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import io.github.zinx.dispatch.DispatchEvents;
import io.github.zinx.dispatch.Holding;
import io.github.zinx.dispatch.ReaderDispatcher;
import io.github.zinx.transport.ConnectionContext;
import io.github.zinx.transport.ConnectionEvents;
import io.github.zinx.transport.Deadlines;
import io.github.zinx.transport.Frames;
import io.github.zinx.transport.MemoryCap;
import io.github.zinx.transport.TcpConnection;
import io.github.zinx.wire.FrameCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("ThreadPriorityCheck") // yields only make races likelier
class ConnectionManagerTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Frames frames = new Frames(FrameCodec.named("ltv-le"), 100);
    private final LongAdder skipped = new LongAdder();
    private final ConnectionManager manager = new ConnectionManager(5, frames, skipped);
    private final AtomicInteger sweeps = new AtomicInteger();
    private final Deadlines deadlines = new Deadlines("test-sweeper", now -> sweeps.incrementAndGet());
    private final WorkerSettings workers = new WorkerSettings(0, Threads.VIRTUAL, 10, 1000, 10);
    private final ReaderDispatcher dispatcher =
            new ReaderDispatcher(workers, new Router(), new DispatchEvents() {}, "test-task-");
    private ConnectionListener hooks = new ConnectionListener() {};
    private Runnable onClosing = () -> {};

    @AfterEach
    void end() {
        manager.abortAll();
        deadlines.close();
    }

    private TcpConnection connection(long id, FakeSocket socket) throws IOException {
        ConnectionSettings settings =
                ConnectionSettings.builder().sendQueueCapacity(2).build();
        ConnectionEvents events = new ConnectionEvents() {
            @Override
            public void closing(TcpConnection connection, CloseReason reason) {
                onClosing.run();
            }

            @Override
            public void released(TcpConnection connection) {
                manager.release();
            }

            @Override
            public void ended(TcpConnection connection) {
                manager.remove(connection);
                manager.checkGone();
            }
        };
        var context = new ConnectionContext(
                settings, frames, hooks, events, deadlines, () -> true, MemoryCap.none(), manager.users());
        return TcpConnection.over(
                socket, id, new MailboxInbound(dispatcher.mailbox(id, Holding.UNBOUNDED), manager), context);
    }

    private TcpConnection connection(long id) throws IOException {
        return connection(id, new FakeSocket(true));
    }

    /** Admits a connection and runs it until its start hook has returned. */
    private TcpConnection started(long id, FakeSocket socket) throws IOException {
        TcpConnection connection = admitted(id, socket);
        await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(connection::isFindable);
        return connection;
    }

    private TcpConnection admitted(long id, FakeSocket socket) throws IOException {
        assertTrue(manager.tryAcquirePermit());
        TcpConnection connection = connection(id, socket);
        manager.add(connection);
        Thread.startVirtualThread(connection);
        return connection;
    }

    private Set<Long> visited() {
        Set<Long> ids = new HashSet<>();
        manager.forEach(c -> ids.add(c.id()));
        return ids;
    }

    // ---- places ----

    @Test
    void thereAreNeverMorePlacesThanPermits() throws Exception {
        int threads = 12;
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CyclicBarrier begin = new CyclicBarrier(threads);
        List<Thread> storm = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            storm.add(Thread.startVirtualThread(() -> {
                try {
                    begin.await();
                    for (int i = 0; i < 2_000; i++) {
                        if (!manager.tryAcquirePermit()) {
                            Thread.yield();
                            continue;
                        }
                        taken.incrementAndGet();
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        if (i % 3 == 0) {
                            Thread.yield();
                        }
                        if (i % 2 == 0) {
                            inside.decrementAndGet();
                            manager.returnPermit(); // the connection could not be set up
                        } else {
                            TcpConnection connection = connection(thread * 1_000_000L + i);
                            int count = manager.add(connection);
                            if (count < 1 || count > 5) {
                                throw new AssertionError("count " + count);
                            }
                            inside.decrementAndGet();
                            manager.release();
                            manager.remove(connection);
                            manager.checkGone();
                        }
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            }));
        }
        for (Thread thread : storm) {
            assertTrue(thread.join(SOON));
        }

        assertEquals(null, failure.get());
        assertTrue(most.get() <= 5, () -> most + " at once");
        assertTrue(taken.get() > 1000);
        assertEquals(0, manager.count());
        for (int i = 0; i < 5; i++) {
            assertTrue(manager.tryAcquirePermit());
        }
        assertFalse(manager.tryAcquirePermit());
    }

    @Test
    void whoeverWaitsForAPlaceGetsTheNextOne() throws Exception {
        for (int i = 0; i < 5; i++) {
            manager.acquirePermit();
        }
        CountDownLatch got = new CountDownLatch(1);
        Thread waiting = Thread.ofPlatform().daemon().start(() -> {
            try {
                manager.acquirePermit();
                got.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().atMost(SOON).until(() -> waiting.getState() == Thread.State.WAITING);

        manager.returnPermit();

        assertTrue(got.await(10, TimeUnit.SECONDS));
        assertFalse(manager.tryAcquirePermit());
    }

    @Test
    void aPlaceComesBackOnceHoweverAConnectionEnds() throws Exception {
        for (int i = 0; i < 30; i++) {
            TcpConnection connection = started(i, new FakeSocket(true));
            assertEquals(1, manager.count());
            switch (i % 3) {
                case 0 -> connection.close();
                case 1 -> connection.abort();
                default -> {
                    connection.stop(GRACE);
                    connection.abort();
                    connection.close();
                }
            }
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> manager.find(connection.id()).isEmpty());
            assertEquals(0, manager.count());
        }
        for (int i = 0; i < 5; i++) {
            assertTrue(manager.tryAcquirePermit());
        }
        assertFalse(manager.tryAcquirePermit());
    }

    @Test
    void countIsAdmittedAndNotReleased() throws Exception {
        TcpConnection first = connection(1);
        TcpConnection second = connection(2);

        assertEquals(1, manager.add(first));
        assertEquals(2, manager.add(second));
        manager.release();
        assertEquals(1, manager.count());
        assertEquals(1, manager.remove(first));
        assertEquals(1, manager.count());
    }

    @Test
    void anIdThatIsTakenIsRefused() throws Exception {
        TcpConnection first = started(1, new FakeSocket(true));
        TcpConnection second = connection(1);

        var refused = assertThrows(IllegalStateException.class, () -> manager.add(second));

        assertTrue(refused.getMessage().contains("connection id 1 "), refused.getMessage());
        assertEquals(1, manager.count());
        assertSame(first, manager.find(1).orElseThrow());
    }

    @Test
    void aConnectionIsForgottenAndNoOtherOfItsId() throws Exception {
        TcpConnection first = started(1, new FakeSocket(true));
        TcpConnection second = connection(1);

        manager.remove(second);

        assertSame(first, manager.find(1).orElseThrow());
        manager.remove(first);
        assertEquals(Optional.empty(), manager.find(1));
    }

    // ---- who can be found ----

    @Test
    void aConnectionIsFoundBetweenItsTwoHooksAndInTheLast() throws Exception {
        CountDownLatch starting = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        hooks = new ConnectionListener() {
            @Override
            public void onStart(Connection connection) throws Exception {
                starting.countDown();
                go.await();
            }

            @Override
            public void onStop(Connection connection, CloseReason reason) throws Exception {
                stopping.countDown();
                end.await();
            }
        };
        TcpConnection connection = admitted(4, new FakeSocket(true));
        assertTrue(starting.await(10, TimeUnit.SECONDS));
        assertEquals(1, manager.count());
        assertEquals(Optional.empty(), manager.find(4));
        assertEquals(Set.of(), visited());
        assertEquals(0, manager.broadcast(Message.of(1, "early")));
        assertEquals(0, skipped.sum());

        go.countDown();
        await().atMost(SOON).until(() -> manager.find(4).isPresent());
        assertSame(connection, manager.find(4).orElseThrow());
        assertEquals(Set.of(4L), visited());
        assertEquals(Optional.empty(), manager.find(5));

        connection.close();
        assertTrue(stopping.await(10, TimeUnit.SECONDS));
        assertEquals(0, manager.count());
        assertSame(connection, manager.find(4).orElseThrow());
        assertEquals(Set.of(4L), visited());

        end.countDown();
        await().atMost(SOON).until(() -> manager.find(4).isEmpty());
        assertEquals(Set.of(), visited());
    }

    @Test
    void aUserIsFoundByName() throws Exception {
        TcpConnection connection = started(4, new FakeSocket(true));
        assertEquals(Optional.empty(), manager.findUser("ann"));

        connection.bind("ann");

        assertSame(connection, manager.findUser("ann").orElseThrow());
        assertEquals(Optional.empty(), manager.findUser("bob"));
    }

    @Test
    void whatAVisitorThrowsReachesTheCaller() throws Exception {
        started(1, new FakeSocket(true));
        RuntimeException failure = new IllegalStateException("thrown by hand");

        assertSame(
                failure,
                assertThrows(
                        IllegalStateException.class,
                        () -> manager.forEach(c -> {
                            throw failure;
                        })));
    }

    @Test
    void aVisitorMayCloseWhatItVisits() throws Exception {
        for (int i = 0; i < 5; i++) {
            started(i, new FakeSocket(true));
        }

        manager.forEach(Connection::close);

        await().atMost(SOON).until(() -> manager.count() == 0);
    }

    // ---- broadcasts ----

    @Test
    void aBroadcastPassesOverWhoeverIsFullOrClosingAndCountsThem() throws Exception {
        started(1, new FakeSocket(true));
        started(2, new FakeSocket(true));
        FakeSocket stuck = new FakeSocket(false);
        TcpConnection full = started(3, stuck);
        full.trySend(1, "x");
        stuck.awaitWrite();
        while (full.trySend(1, "x")) {}
        FakeSocket stuckToo = new FakeSocket(false);
        TcpConnection closing = started(4, stuckToo);
        closing.trySend(1, "x");
        stuckToo.awaitWrite();
        closing.close();
        assertTrue(closing.isFindable());

        assertEquals(2, manager.broadcast(Message.of(1, "hi")));
        assertEquals(2, skipped.sum());
    }

    @Test
    void aBroadcastOverTheLimitGoesToNobody() throws Exception {
        started(1, new FakeSocket(true));

        assertThrows(IllegalArgumentException.class, () -> manager.broadcast(Message.of(1, new byte[101])));
        assertEquals(0, skipped.sum());
        assertEquals(1, manager.broadcast(Message.of(1, new byte[100])));
    }

    // ---- the end ----

    @Test
    void closeAllReachesThoseInTheirStartHookToo() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        hooks = new ConnectionListener() {
            @Override
            public void onStart(Connection connection) throws Exception {
                go.await();
            }
        };
        TcpConnection starting = admitted(1, new FakeSocket(true));

        manager.closeAll();

        assertFalse(starting.isOpen());
        assertEquals(Kind.CLOSED_HERE, starting.closeReason().orElseThrow().kind());
        go.countDown();
        await().atMost(SOON).until(() -> manager.count() == 0);
    }

    @Test
    void stopAllReachesAllThatAreThereAndAllThatStillCome() throws Exception {
        TcpConnection running = started(1, new FakeSocket(true));
        TcpConnection waiting = connection(2);
        manager.tryAcquirePermit();
        manager.add(waiting);
        assertFalse(manager.awaitGone(0));

        manager.stopAll(GRACE);
        TcpConnection late = connection(3);
        manager.tryAcquirePermit();
        manager.add(late);

        for (TcpConnection connection : List.of(running, waiting, late)) {
            assertFalse(connection.isOpen());
            assertEquals(Kind.STOPPING, connection.closeReason().orElseThrow().kind());
        }
        assertFalse(manager.awaitGone(0));
        waiting.run();
        late.run();
        assertTrue(manager.awaitGone(SOON.toNanos()));
        assertEquals(0, manager.count());
    }

    @Test
    void aConnectionAddedWhileTheOthersAreAskedIsAskedToo() throws Exception {
        TcpConnection first = connection(5);
        TcpConnection late = connection(1);
        manager.tryAcquirePermit();
        manager.tryAcquirePermit();
        manager.add(first);
        onClosing = () -> {
            onClosing = () -> {};
            manager.add(late);
        };

        manager.stopAll(GRACE);

        assertEquals(Kind.STOPPING, late.closeReason().orElseThrow().kind());
        first.run();
        late.run();
        assertTrue(manager.awaitGone(SOON.toNanos()));
    }

    @Test
    void aConnectionAddedDuringAStopIsAskedToEndWhateverTheRace() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            ConnectionManager racing = new ConnectionManager(5, frames, skipped);
            TcpConnection connection = connection(round);
            CyclicBarrier begin = new CyclicBarrier(2);
            Thread stopper = Thread.startVirtualThread(() -> {
                try {
                    begin.await();
                    racing.stopAll(GRACE);
                } catch (Exception e) {
                    Thread.currentThread().interrupt();
                }
            });
            begin.await();
            racing.add(connection);
            assertTrue(stopper.join(SOON));

            assertTrue(connection.closeReason().isPresent(), "it was overlooked in round " + round);
        }
    }

    @Test
    void whoIsAskedToEndHasTheGraceForItAndWhoComesLateTheRestOfIt() throws Exception {
        TcpConnection stuck = stuck(1);
        manager.stopAll(GRACE);
        TcpConnection late = stuck(2);
        int before = sweeps.get();
        await().atMost(SOON).until(() -> sweeps.get() >= before + 3);
        assertEquals(2, manager.count());
        assertTrue(stuck.isFindable() && late.isFindable());
    }

    @Test
    void whoHasNoGraceIsReleasedByTheSweeper() throws Exception {
        stuck(1);
        manager.stopAll(Duration.ZERO);
        stuck(2);
        assertTrue(manager.awaitGone(SOON.toNanos()));
    }

    /** Makes one that has something to write to a peer that does not read. */
    private TcpConnection stuck(long id) throws Exception {
        FakeSocket socket = new FakeSocket(false);
        CountDownLatch sent = new CountDownLatch(1);
        hooks = new ConnectionListener() {
            @Override
            public void onStart(Connection connection) throws Exception {
                connection.sendBuffered(1, "x");
                socket.awaitWrite();
                sent.countDown();
            }
        };
        assertTrue(manager.tryAcquirePermit());
        TcpConnection connection = connection(id, socket);
        Thread.startVirtualThread(connection);
        assertTrue(sent.await(10, TimeUnit.SECONDS));
        await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(connection::isFindable);
        manager.add(connection);
        return connection;
    }

    @Test
    void aStopWithNobodyThereIsOverAtOnce() throws Exception {
        manager.stopAll(GRACE);

        assertTrue(manager.awaitGone(0));
    }

    @Test
    void abortAllReleasesWhateverStillRuns() throws Exception {
        TcpConnection stuck = started(1, new FakeSocket(false));
        stuck.trySend(1, "x");
        manager.stopAll(GRACE);
        assertFalse(manager.awaitGone(0));

        manager.abortAll();

        assertTrue(manager.awaitGone(SOON.toNanos()));
        assertEquals(0, manager.count());
    }

    @Test
    void aReaderIsKnownByItsThread() throws Exception {
        AtomicReference<Boolean> inHook = new AtomicReference<>();
        hooks = new ConnectionListener() {
            @Override
            public void onStart(Connection connection) {
                inHook.set(manager.isReadBy(Thread.currentThread()));
            }
        };
        started(1, new FakeSocket(true));

        assertEquals(true, inHook.get());
        assertFalse(manager.isReadBy(Thread.currentThread()));
    }
}
