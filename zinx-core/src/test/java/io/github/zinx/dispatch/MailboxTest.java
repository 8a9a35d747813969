package io.github.zinx.dispatch;

import static io.github.zinx.dispatch.Tally.SOON;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.QueueDepth;
import io.github.zinx.Request;
import io.github.zinx.Router;
import io.github.zinx.StubConnection;
import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The mailbox on a lane that the test itself works on, step by step. */
class MailboxTest {

    /** A lane that only counts how often the mailbox was handed to it. */
    private static final class HandLane implements Mailbox.Lane {
        final AtomicInteger ready = new AtomicInteger();

        @Override
        public void ready(Mailbox mailbox) {
            ready.incrementAndGet();
        }

        @Override
        public boolean isReaders() {
            return false;
        }

        @Override
        public boolean takesReaders() {
            return false;
        }

        @Override
        public boolean tryEnter() {
            return false;
        }

        @Override
        public boolean isCallers() {
            return false;
        }

        @Override
        public void leave() {}
    }

    private final HandLane lane = new HandLane();
    private final Tally tally = new Tally();
    private final Router router = new Router();
    private final List<Object> ran = Collections.synchronizedList(new ArrayList<>());
    private Mailbox mailbox = mailbox(100, 1000);

    MailboxTest() {
        router.unknown(r -> ran.add(r.data().length));
    }

    private Mailbox mailbox(int messages, long bytes) {
        WorkerSettings settings = new WorkerSettings(1, Threads.VIRTUAL, messages, bytes, 1);
        return new Mailbox(lane, new Runner(router, tally), settings, Holding.UNBOUNDED);
    }

    private static Request bytes(int count) {
        return StubConnection.request(1, new byte[count]);
    }

    private boolean task(Object name) {
        return mailbox.execute(() -> ran.add(name));
    }

    private boolean runAll() {
        return mailbox.run(Integer.MAX_VALUE, () -> false);
    }

    private static <T> FutureTask<T> waiting(java.util.concurrent.Callable<T> call) {
        FutureTask<T> future = new FutureTask<>(call);
        Thread thread = Thread.ofPlatform().daemon().start(future);
        await().atMost(SOON).until(() -> thread.getState() == Thread.State.WAITING || future.isDone());
        assertFalse(future.isDone(), "it did not wait");
        return future;
    }

    private static <T> T result(FutureTask<T> future) throws Exception {
        return future.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void whatArrivesRunsInOrder() throws Exception {
        assertTrue(mailbox.accept(bytes(1)));
        assertTrue(task("a"));
        assertTrue(mailbox.accept(bytes(2)));
        assertTrue(task("b"));

        assertFalse(runAll());

        assertEquals(List.of(1, "a", 2, "b"), ran);
        assertEquals(2, tally.handled.get());
        assertEquals(2, tally.unknown.get());
    }

    @Test
    void itStandsInItsLaneAtMostOnce() throws Exception {
        mailbox.accept(bytes(1));
        mailbox.accept(bytes(2));
        task("a");
        assertEquals(1, lane.ready.get());

        router.handle(7, r -> task("while running"));
        mailbox.accept(StubConnection.request(7, new byte[0]));
        runAll();
        assertEquals(1, lane.ready.get());
        assertEquals(List.of(1, 2, "a", "while running"), ran);

        mailbox.accept(bytes(3));
        assertEquals(2, lane.ready.get());
    }

    @Test
    void acceptWaitsWhileThereAreTooManyMessages() throws Exception {
        mailbox = mailbox(2, 1000);
        mailbox.accept(bytes(1));
        mailbox.accept(bytes(2));

        var third = waiting(() -> mailbox.accept(bytes(3)));
        assertTrue(mailbox.run(1, () -> true));

        assertTrue(result(third));
        assertFalse(runAll());
        assertEquals(List.of(1, 2, 3), ran);
    }

    @Test
    void acceptWaitsWhileThereAreTooManyBytes() throws Exception {
        mailbox = mailbox(100, 10);
        mailbox.accept(bytes(6));
        mailbox.accept(bytes(4));

        var third = waiting(() -> mailbox.accept(bytes(1)));
        assertTrue(mailbox.run(1, () -> true));

        assertTrue(result(third));
        assertFalse(runAll());
        assertEquals(List.of(6, 4, 1), ran);
    }

    @Test
    void anEmptyMailboxTakesAMessageOfAnySize() throws Exception {
        mailbox = mailbox(100, 10);

        assertTrue(mailbox.accept(bytes(5000)));
        assertFalse(task("no room behind it"));
        var second = waiting(() -> mailbox.accept(bytes(1)));
        runAll();

        assertTrue(result(second));
        runAll();
        assertEquals(List.of(5000, 1), ran);
        assertTrue(task("room again"));
        assertTrue(task("and more"), "what has run takes no room");
    }

    @Test
    void whatRunsNoLongerTakesRoom() throws Exception {
        mailbox = mailbox(1, 10);
        router.handle(7, r -> {
            assertTrue(mailbox.accept(bytes(9)));
            assertFalse(task("too many"));
        });
        mailbox.accept(StubConnection.request(7, new byte[10]));

        runAll();

        assertEquals(List.of(9), ran);
        assertTrue(tally.handlerFailures.isEmpty(), tally.handlerFailures::toString);
    }

    @Test
    void whoeverWaitsForTheMessagesDoesNotWaitForTasks() throws Exception {
        mailbox.awaitHandled();
        task("a");
        mailbox.awaitHandled();
        mailbox.accept(bytes(1));
        task("b");
        mailbox.accept(bytes(2));
        var waits = waiting(() -> {
            mailbox.awaitHandled();
            return List.copyOf(ran);
        });
        CountDownLatch mayEnd = new CountDownLatch(1);
        mailbox.execute(() -> {
            ran.add("c");
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        Thread lanes = Thread.ofPlatform().daemon().start(this::runAll);

        List<Object> before = result(waits);
        assertEquals(List.of("a", 1, "b", 2), before.subList(0, 4));
        mayEnd.countDown();
        assertTrue(lanes.join(SOON));
    }

    @Test
    void closeWakesWhoeverWaitsForTheMessages() throws Exception {
        mailbox.accept(bytes(1));
        var waits = waiting(() -> {
            mailbox.awaitHandled();
            return true;
        });

        mailbox.close();

        assertTrue(result(waits));
    }

    @Test
    void executeNeverWaits() throws Exception {
        mailbox = mailbox(2, 1000);
        assertTrue(task("a"));
        mailbox.accept(bytes(1));

        assertFalse(task("b"));
        mailbox.close();
        assertFalse(task("c"));

        runAll();
        assertEquals(List.of(), ran);
    }

    @Test
    void closeWakesTheReaderAndDropsWhatWaits() throws Exception {
        mailbox = mailbox(2, 1000);
        mailbox.accept(bytes(1));
        task("a");
        var third = waiting(() -> mailbox.accept(bytes(3)));

        mailbox.close();

        assertFalse(result(third));
        assertEquals(3, tally.dropped.get());
        mailbox.close();
        assertEquals(3, tally.dropped.get());
        assertFalse(mailbox.accept(bytes(4)));
        assertEquals(4, tally.dropped.get());
        assertFalse(runAll());
        assertEquals(List.of(), ran);
    }

    @Test
    void aReaderThatIsInterruptedWhileItWaitsHasPutNothingIn() throws Exception {
        mailbox = mailbox(1, 1000);
        mailbox.accept(bytes(1));
        FutureTask<Boolean> second = new FutureTask<>(() -> mailbox.accept(bytes(2)));
        Thread reader = Thread.ofPlatform().daemon().start(second);
        await().atMost(SOON).until(() -> reader.getState() == Thread.State.WAITING);

        reader.interrupt();

        var thrown = assertThrows(ExecutionException.class, () -> result(second));
        assertEquals(InterruptedException.class, thrown.getCause().getClass());
        runAll();
        assertEquals(List.of(1), ran);
    }

    @Test
    void theLanePassesOverAMailboxClosedWhileItStoodThere() throws Exception {
        mailbox.accept(bytes(1));
        mailbox.close();

        assertTrue(mailbox.isIdle());
        mailbox.awaitIdle();
        assertFalse(runAll());

        assertEquals(List.of(), ran);
        assertEquals(1, tally.dropped.get());
    }

    @Test
    void whatRunsIsLeftAloneByClose() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        router.handle(7, r -> {
            running.countDown();
            go.await();
            ran.add("ran to its end");
        });
        mailbox.accept(StubConnection.request(7, new byte[0]));
        mailbox.accept(bytes(1));
        mailbox.accept(bytes(2));
        var worker = new FutureTask<>(this::runAll);
        Thread.ofPlatform().daemon().start(worker);
        assertTrue(running.await(10, TimeUnit.SECONDS));

        mailbox.close();
        assertEquals(2, tally.dropped.get());
        assertFalse(mailbox.isIdle());
        mailbox.finish();
        var idle = waiting(() -> {
            mailbox.awaitIdle();
            return ran.size();
        });
        go.countDown();

        assertEquals(1, result(idle));
        assertFalse(result(worker));
        assertTrue(mailbox.isIdle());
        assertEquals(1, tally.handled.get());
    }

    @Test
    void aHandlerMayCloseItsOwnMailboxAtTheEndOfATurn() throws Exception {
        router.handle(7, r -> mailbox.close());
        mailbox.accept(StubConnection.request(7, new byte[0]));
        mailbox.accept(bytes(1));

        assertFalse(mailbox.run(1, () -> true));

        assertTrue(mailbox.isIdle());
        assertEquals(List.of(), ran);
    }

    @Test
    void finishWaitsForWhatWaitsAndWhatRuns() throws Exception {
        mailbox.finish();
        mailbox.accept(bytes(1));
        task("a");
        var finished = waiting(() -> {
            mailbox.finish();
            return List.copyOf(ran);
        });

        assertTrue(mailbox.run(1, () -> true));
        assertFalse(mailbox.isIdle());
        assertFalse(finished.isDone());
        assertFalse(mailbox.run(1, () -> true), "the last piece, which also ends a turn");

        assertEquals(List.of(1, "a"), result(finished));
        assertTrue(mailbox.isIdle());
    }

    @Test
    void finishReturnsWhenItIsClosed() throws Exception {
        mailbox.accept(bytes(1));
        var finished = waiting(() -> {
            mailbox.finish();
            return true;
        });

        mailbox.close();

        assertTrue(result(finished));
    }

    @Test
    void aTurnEndsAfterSoManyPiecesIfOthersWait() throws Exception {
        for (int i = 0; i < 5; i++) {
            task(i);
        }

        assertTrue(mailbox.run(2, () -> true));
        assertEquals(List.of(0, 1), ran);
        task(5);
        assertEquals(1, lane.ready.get(), "whoever runs it hands it back to the lane, nobody else");

        assertTrue(mailbox.run(2, () -> true));
        assertFalse(mailbox.run(2, () -> true));
        assertEquals(List.of(0, 1, 2, 3, 4, 5), ran);
        assertTrue(mailbox.isIdle());
        task(6);
        assertEquals(2, lane.ready.get());
    }

    @Test
    void aThreadThatServesNoOthersGoesOnUntilNothingIsLeft() throws Exception {
        for (int i = 0; i < 5; i++) {
            task(i);
        }

        assertFalse(mailbox.run(2, () -> false));

        assertEquals(List.of(0, 1, 2, 3, 4), ran);
    }

    // ---- what can be seen of it ----

    @Test
    void whatWaitsIsShownWithoutWhatRuns() throws Exception {
        assertEquals(QueueDepth.EMPTY, mailbox.depth());
        router.handle(7, r -> ran.add(mailbox.depth()));
        mailbox.accept(StubConnection.request(7, new byte[30]));
        mailbox.accept(bytes(5));
        task("a");
        assertEquals(new QueueDepth(3, 35), mailbox.depth());

        runAll();

        assertEquals(List.of(new QueueDepth(2, 5), 5, "a"), ran);
        assertEquals(QueueDepth.EMPTY, mailbox.depth());
        mailbox.accept(bytes(5));
        mailbox.close();
        assertEquals(QueueDepth.EMPTY, mailbox.depth());
    }

    @Test
    void whatRunsIsShownWhileItRunsAndItsTimeIsCountedAfterwards() throws Exception {
        assertNull(mailbox.running());
        router.handle(7, r -> {
            assertSame(r, mailbox.running().request().orElseThrow());
            assertSame(Thread.currentThread(), mailbox.running().thread());
            ran.add("seen");
        });
        mailbox.accept(StubConnection.request(7, new byte[0]));
        mailbox.accept(bytes(1));
        long began = System.nanoTime();
        runAll();
        long took = System.nanoTime() - began;
        assertEquals(List.of("seen", 1), ran);
        assertNull(mailbox.running());
        TimeTotals totals = new TimeTotals();
        mailbox.addTimesTo(totals);
        assertEquals(2, Arrays.stream(totals.counts()).sum());
        assertTrue(totals.nanos() >= totals.longest() && totals.longest() > 0);
        assertTrue(totals.nanos() <= took, "no time counts for two");
    }

    // ---- what it holds of what all may hold together ----

    /** Allows so many bytes, and more only to whoever may have them anyway; remembers what is held. */
    private static final class Bound implements Holding {
        private final long most;
        private long held;

        Bound(long most) {
            this.most = most;
        }

        @Override
        public boolean hold(long bytes, boolean anyway) {
            boolean allowed = anyway || bytes <= most;
            held = allowed ? bytes : held;
            return allowed;
        }
    }

    @Test
    void itHoldsWhatWaitsInItAndNothingOnceItIsClosed() throws Exception {
        Bound bound = new Bound(100);
        mailbox = mailbox(bound);
        router.handle(7, r -> ran.add(bound.held));
        mailbox.accept(StubConnection.request(7, new byte[60]));
        assertEquals(60, bound.held);
        mailbox.accept(StubConnection.request(7, new byte[40]));
        assertEquals(100, bound.held);
        runAll();
        assertEquals(List.of(40L, 0L), ran);

        mailbox.accept(bytes(10));
        mailbox.accept(bytes(10));
        assertEquals(20, bound.held);
        mailbox.close();
        assertEquals(0, bound.held);
    }

    @Test
    void theFirstIsHeldThoughThereIsNoRoomForItAndATaskBehindItIsNot() throws Exception {
        Bound bound = new Bound(10);
        mailbox = mailbox(bound);
        assertTrue(mailbox.accept(bytes(500)));
        assertEquals(500, bound.held);
        assertFalse(task("a"));
        assertEquals(500, bound.held);
        runAll();
        assertEquals(0, bound.held);
        assertTrue(task("a"));
        assertTrue(task("b"), "a task is no bytes");
    }

    @Test
    void closeWakesAReaderThatWaitsForTheRoomOfOthers() throws Exception {
        mailbox = mailbox(new Bound(10));
        mailbox.accept(bytes(8));
        FutureTask<Boolean> second = new FutureTask<>(() -> mailbox.accept(bytes(8)));
        Thread reader = Thread.ofPlatform().daemon().start(second);
        await().atMost(SOON).until(() -> reader.getState() == Thread.State.TIMED_WAITING);

        mailbox.close();

        assertFalse(result(second));
        assertEquals(2, tally.dropped.get());
    }

    private Mailbox mailbox(Holding holding) {
        WorkerSettings settings = new WorkerSettings(1, Threads.VIRTUAL, 100, 1000, 1);
        return new Mailbox(lane, new Runner(router, tally), settings, holding);
    }
}
