package io.github.zinx.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionListener;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.Message;
import io.github.zinx.Request;
import io.github.zinx.Router;
import io.github.zinx.StubConnection;
import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import io.github.zinx.dispatch.Holding;
import io.github.zinx.dispatch.LimitedLog;
import io.github.zinx.dispatch.Mailbox;
import io.github.zinx.dispatch.WorkerPool;
import io.github.zinx.transport.ConnectionContext;
import io.github.zinx.transport.Deadlines;
import io.github.zinx.transport.Frames;
import io.github.zinx.transport.MemoryCap;
import io.github.zinx.transport.TcpConnection;
import io.github.zinx.wire.FrameCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a clock of its own: the sweeps say what time it is. */
class WatchdogTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST = Duration.ofSeconds(10).toNanos();

    private final Counters counters = new Counters();
    private final EventThread eventThread = new EventThread("test-events");
    private final Frames frames = new Frames(FrameCodec.named("ltv-le"), 100);
    private final ConnectionManager manager = new ConnectionManager(1, frames, new LongAdder());
    private final ServerEvents events =
            new ServerEvents(manager, new Quotas(ServerConfig.defaults()), counters, eventThread);
    private final Carriers carriers = new Carriers(new LimitedLog(new RecordingLog().logger), counters.ledger);
    private final Deadlines deadlines = new Deadlines("test-sweeper", now -> {});
    private final Semaphore mayGo = new Semaphore(0);
    private final List<OverdueCall> told = new CopyOnWriteArrayList<>();
    private final Router router = new Router();
    private final WorkerPool pool =
            new WorkerPool(new WorkerSettings(1, Threads.VIRTUAL, 10, 1000, 10), router, events, "test-worker-");
    private final Mailbox mailbox = pool.mailbox(0, Holding.UNBOUNDED);

    @BeforeEach
    void begin() throws Exception {
        router.handle(1, request -> mayGo.acquire());
        pool.start();
        events.listener(new ServerListener() {
            @Override
            public void handlerOverdue(OverdueCall call) {
                told.add(call);
            }
        });
        var context = new ConnectionContext(
                ConnectionSettings.defaults(),
                frames,
                new ConnectionListener() {},
                events,
                deadlines,
                WorkerPool::giveUpLane,
                MemoryCap.none(),
                manager.users());
        TcpConnection connection = TcpConnection.over(
                new FakeSocket(true), 0, new MailboxInbound(mailbox, StubConnection.NOBODY), context);
        counters.ledger.open(connection, mailbox);
    }

    @AfterEach
    void end() throws Exception {
        mayGo.release(100);
        mailbox.close();
        pool.stop();
        deadlines.close();
        eventThread.close(LONGEST);
    }

    private Watchdog watchdog(Duration limit) {
        return new Watchdog(limit, counters.ledger, events, carriers);
    }

    /** Has a handler run; returns when it began. */
    private long running() throws InterruptedException {
        mailbox.accept(new Request(new StubConnection(0), Message.of(1, "x"), StubConnection.NOBODY));
        await().pollInterval(Duration.ofMillis(1)).until(() -> mailbox.running() != null);
        return mailbox.running().since();
    }

    private List<Long> secondsTold() throws InterruptedException {
        eventThread.close(LONGEST);
        return told.stream().map(call -> call.duration().toSeconds()).toList();
    }

    @Test
    void toldAtTheLimitAndWheneverTheTimeHasDoubled() throws Exception {
        Watchdog watchdog = watchdog(Duration.ofSeconds(5));
        long since = running();
        for (int second = 0; second <= 45; second++) {
            watchdog.sweep(since + second * SECOND);
        }

        assertEquals(List.of(5L, 10L, 20L, 40L), secondsTold());
        assertEquals(1, counters.overdue.sum());
    }

    @Test
    void theNextHandlerIsAnotherOccurrence() throws Exception {
        Watchdog watchdog = watchdog(Duration.ofSeconds(5));
        watchdog.sweep(running() + 6 * SECOND);
        mayGo.release();
        await().pollInterval(Duration.ofMillis(1)).until(() -> mailbox.running() == null);
        long next = running();
        watchdog.sweep(next + 4 * SECOND);
        watchdog.sweep(next + 7 * SECOND);

        assertEquals(List.of(6L, 7L), secondsTold());
        assertEquals(2, counters.overdue.sum());
    }

    @Test
    void offTellsNothingAndKeepsNoSweeperAwake() throws Exception {
        Watchdog off = watchdog(ConnectionSettings.OFF);
        off.sweep(running() + 1_000_000 * SECOND);

        assertFalse(off.isBusy());
        assertTrue(watchdog(Duration.ofSeconds(5)).isBusy());
        assertEquals(List.of(), secondsTold());
    }

    @Test
    void withoutConnectionsItIsNotBusy() {
        counters.ledger.forEach(account -> counters.ledger.close(account.connection()));

        assertTrue(counters.ledger.isEmpty());
        assertFalse(watchdog(Duration.ofSeconds(5)).isBusy());
    }

    @Test
    void whatHasEndedIsNoLongerRunning() throws Exception {
        running();
        RunningCall[] found = new RunningCall[1];
        counters.ledger.forEach(account -> found[0] = account.running());
        assertTrue(found[0].isRunning());
        mayGo.release();
        await().pollInterval(Duration.ofMillis(1)).until(() -> mailbox.running() == null);

        assertFalse(found[0].isRunning());
        assertNull(mailbox.running());
    }

    @Test
    void carriersAreHeldByThoseWhoRunNotByThoseWhoWait() throws Exception {
        running();
        RunningCall[] found = new RunningCall[1];
        counters.ledger.forEach(account -> found[0] = account.running());
        await().until(() -> found[0].thread().getState() == Thread.State.WAITING);

        assertFalse(found[0].holdsCarrier(), () -> found[0].thread().toString());
    }
}
