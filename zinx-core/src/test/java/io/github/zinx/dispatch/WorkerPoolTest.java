package io.github.zinx.dispatch;

import static io.github.zinx.dispatch.Tally.SOON;
import static io.github.zinx.dispatch.Tally.number;
import static io.github.zinx.dispatch.Tally.numbered;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Request;
import io.github.zinx.Router;
import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkerPoolTest {

    /** Work that a lane does between two looks at another connection. */
    private static final int TURN = 64;

    private final Tally tally = new Tally();
    private final Router router = new Router();
    private final List<Thread> seen = Collections.synchronizedList(new ArrayList<>());
    private WorkerPool pool = new WorkerPool(settings(1, Threads.VIRTUAL), router, tally, "pool-");

    private static WorkerSettings settings(int workers, Threads threads) {
        return new WorkerSettings(workers, threads, 10_000, 1 << 20, 100);
    }

    private void pool(int workers, Threads threads) {
        pool = new WorkerPool(settings(workers, threads), router, tally, "pool-");
        pool.start();
    }

    @AfterEach
    void allThreadsEnd() throws Exception {
        pool.stop();
        for (Thread thread : List.copyOf(seen)) {
            assertTrue(thread.join(SOON), () -> thread + " did not end");
        }
    }

    @Test
    void aVirtualWorkerThatWasAtItForLongLetsOthersRunFirst() throws Exception {
        assertEquals(1, turnsAfterALongHandler(Threads.VIRTUAL));
    }

    @Test
    void aPlatformWorkerLeavesThatToTheSystem() throws Exception {
        assertEquals(0, turnsAfterALongHandler(Threads.PLATFORM));
    }

    private int turnsAfterALongHandler(Threads threads) throws InterruptedException {
        AtomicInteger turns = new AtomicInteger();
        pool = new WorkerPool(settings(1, threads), router, tally, "pool-", false, () -> turns::incrementAndGet);
        pool.start();
        assertTrue(pool.mailbox(1, Holding.UNBOUNDED).execute(() -> {
            for (long start = System.nanoTime(); System.nanoTime() - start < 2_000_000; ) {
                Thread.onSpinWait();
            }
        }));
        CountDownLatch next = new CountDownLatch(1);
        assertTrue(pool.mailbox(2, Holding.UNBOUNDED).execute(next::countDown));
        take(next);
        return turns.get();
    }

    /** Puts a task on a connection's lane that runs until the latch, and returns once it runs. */
    private void occupy(long connectionId, CountDownLatch until) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        Mailbox mailbox = pool.mailbox(connectionId, Holding.UNBOUNDED);
        assertTrue(mailbox.execute(() -> {
            seen.add(Thread.currentThread());
            running.countDown();
            awaitQuietly(until);
        }));
        take(running);
    }

    private static void take(CountDownLatch latch) throws InterruptedException {
        assertTrue(latch.await(SOON.toSeconds(), TimeUnit.SECONDS), "it did not come");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread threadOf(long connectionId) throws InterruptedException {
        AtomicReference<Thread> thread = new AtomicReference<>();
        CountDownLatch ran = new CountDownLatch(1);
        assertTrue(pool.mailbox(connectionId, Holding.UNBOUNDED).execute(() -> {
            thread.set(Thread.currentThread());
            seen.add(Thread.currentThread());
            ran.countDown();
        }));
        take(ran);
        return thread.get();
    }

    // ---- lanes ----

    @Test
    void theLaneIsTheIdModuloTheWorkersUnsigned() throws Exception {
        pool(3, Threads.VIRTUAL);

        assertEquals("pool-0", threadOf(0).getName());
        assertEquals("pool-1", threadOf(1).getName());
        assertEquals("pool-2", threadOf(2).getName());
        assertEquals("pool-1", threadOf(3_000_000_001L).getName());
        assertEquals("pool-0", threadOf(-1).getName()); // 2^64 - 1
        assertEquals("pool-2", threadOf(Long.MIN_VALUE).getName()); // 2^63
        assertSame(threadOf(1), threadOf(4));
    }

    @ParameterizedTest
    @EnumSource
    void itsThreadsAreOfTheKindThatWasAskedFor(Threads kind) throws Exception {
        pool(2, kind);

        Thread thread = threadOf(0);

        assertEquals(kind == Threads.VIRTUAL, thread.isVirtual());
        assertTrue(thread.isDaemon());
        assertTrue(pool.owns(thread));
        assertFalse(pool.owns(Thread.currentThread()));
        assertEquals(List.of(0, 1), List.copyOf(tally.workers));
    }

    @ParameterizedTest
    @EnumSource
    void stopLetsAllThreadsEndAndBelongToNobody(Threads kind) throws Exception {
        pool(3, kind);
        List<Thread> threads = List.of(threadOf(0), threadOf(1), threadOf(2));

        pool.stop();

        for (Thread thread : threads) {
            assertTrue(thread.join(SOON));
            assertFalse(pool.owns(thread));
        }
    }

    @Test
    void aConnectionsMessagesAreHandledInOrderWhileOthersShareTheLane() throws Exception {
        int connections = 12;
        int messages = 2_000;
        AtomicInteger[] next = new AtomicInteger[connections];
        AtomicReference<String> fault = new AtomicReference<>();
        CountDownLatch all = new CountDownLatch(connections * messages);
        router.handle(1, r -> {
            int expected = next[(int) r.connection().id()].getAndIncrement();
            if (number(r) != expected) {
                fault.compareAndSet(null, r.connection().id() + ": " + number(r) + " in the place of " + expected);
            }
            all.countDown();
        });
        pool = new WorkerPool(new WorkerSettings(3, Threads.VIRTUAL, 7, 1000, 10), router, tally, "pool-");
        pool.start();

        for (int c = 0; c < connections; c++) {
            next[c] = new AtomicInteger();
            int id = c;
            Mailbox mailbox = pool.mailbox(id, Holding.UNBOUNDED);
            Thread.startVirtualThread(() -> {
                try {
                    for (int i = 0; i < messages; i++) {
                        mailbox.accept(numbered(id, i));
                    }
                } catch (InterruptedException e) {
                    fault.compareAndSet(null, "interrupted");
                }
            });
        }

        take(all);
        assertEquals(null, fault.get());
    }

    @Test
    void aFullMailboxGivesWayToItsLaneMateAfterItsTurn() throws Exception {
        pool(1, Threads.VIRTUAL);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch mate = new CountDownLatch(1);
        occupy(0, go);
        Mailbox flooding = pool.mailbox(1, Holding.UNBOUNDED);
        for (int i = 0; i < 1000; i++) {
            assertTrue(flooding.execute(() -> order.add("flood")));
        }
        Mailbox modest = pool.mailbox(2, Holding.UNBOUNDED);
        assertTrue(modest.execute(() -> {
            order.add("mate");
            mate.countDown();
        }));

        go.countDown();

        take(mate);
        assertEquals(TURN, order.indexOf("mate"));
        flooding.finish();
        assertEquals(1001, order.size());
    }

    @Test
    void aFloodThatNeverEndsDoesNotStarveItsLaneMate() throws Exception {
        pool(1, Threads.VIRTUAL);
        AtomicBoolean flooding = new AtomicBoolean(true);
        Mailbox mailbox = pool.mailbox(1, Holding.UNBOUNDED);
        Runnable flood = new Runnable() {
            @Override
            public void run() {
                if (flooding.get()) {
                    mailbox.execute(this);
                }
            }
        };
        mailbox.execute(flood);
        mailbox.execute(flood);

        for (int i = 0; i < 100; i++) {
            threadOf(2);
        }

        flooding.set(false);
        mailbox.finish();
    }

    // ---- giving the lane away ----

    @ParameterizedTest
    @EnumSource
    void othersGoOnWhileAHandlerThatGaveItsLaneAwayWaits(Threads kind) throws Exception {
        pool(1, kind);
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<Integer> own = Collections.synchronizedList(new ArrayList<>());
        List<Thread> ownThreads = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean gaveUp = new AtomicBoolean();
        router.handle(1, r -> {
            ownThreads.add(Thread.currentThread());
            if (number(r) == 0) {
                gaveUp.set(WorkerPool.giveUpLane());
                waiting.countDown();
                go.await();
            }
            own.add(number(r));
        });
        Mailbox mailbox = pool.mailbox(1, Holding.UNBOUNDED);
        mailbox.accept(numbered(1, 0));
        mailbox.accept(numbered(1, 1));
        take(waiting);
        assertTrue(gaveUp.get());

        Thread replacement = threadOf(2);
        mailbox.accept(numbered(1, 2));
        threadOf(2); // a mailbox that wrongly stood in the lane would have had its turn by now
        assertEquals(List.of(), own);

        go.countDown();
        mailbox.finish();
        assertEquals(List.of(0, 1, 2), own);
        Thread replaced = ownThreads.get(0);
        assertEquals(List.of(replaced, replaced, replaced), ownThreads, "it empties the mailbox");
        assertEquals(replaced.isVirtual(), replacement.isVirtual());
        assertEquals("pool-0", replacement.getName());
        assertTrue(replaced.join(SOON), "it ends when it has emptied the mailbox");
        assertFalse(pool.owns(replaced));
        assertTrue(pool.owns(replacement));

        mailbox.accept(numbered(1, 3));
        mailbox.finish();
        assertSame(replacement, ownThreads.get(3));
        assertSame(replacement, threadOf(2));
    }

    @Test
    void aThreadWithoutALaneHasNothingToGiveAway() {
        assertTrue(WorkerPool.giveUpLane());
    }

    @Test
    void aHandlerGivesItsLaneAwayOnce() throws Exception {
        pool = new WorkerPool(new WorkerSettings(1, Threads.PLATFORM, 10, 1000, 1), router, tally, "pool-");
        pool.start();
        List<Boolean> answers = Collections.synchronizedList(new ArrayList<>());
        router.handle(1, r -> {
            seen.add(Thread.currentThread());
            answers.add(WorkerPool.giveUpLane());
            answers.add(WorkerPool.giveUpLane());
        });
        Mailbox mailbox = pool.mailbox(1, Holding.UNBOUNDED);
        mailbox.accept(numbered(1, 0));
        mailbox.finish();

        assertEquals(List.of(true, true), answers);
        assertTrue(seen.get(0).join(SOON));
        Thread replacement = threadOf(1);
        List<Thread> alive =
                Thread.getAllStackTraces().keySet().stream().filter(pool::owns).toList();
        assertEquals(List.of(replacement), alive);
    }

    @Test
    void onlySoManyMayWaitAndThoseThatHaveMakeRoomForOthers() throws Exception {
        int most = 3;
        pool = new WorkerPool(new WorkerSettings(2, Threads.VIRTUAL, 10, 1000, most), router, tally, "pool-");
        pool.start();
        for (int round = 0; round < 3; round++) {
            CountDownLatch go = new CountDownLatch(1);
            List<Thread> waiters = Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < most; i++) {
                assertTrue(giveUpAndWait(i, go, waiters));
            }
            assertFalse(giveUpAndWait(most, new CountDownLatch(0), new ArrayList<>()));
            assertFalse(giveUpAndWait(most + 1, new CountDownLatch(0), new ArrayList<>()));

            go.countDown();
            for (Thread waiter : List.copyOf(waiters)) {
                assertTrue(waiter.join(SOON));
            }
        }
        threadOf(0);
        threadOf(1);
    }

    @Test
    void noneMayWaitWhereTheLimitIsNought() throws Exception {
        pool = new WorkerPool(new WorkerSettings(1, Threads.VIRTUAL, 10, 1000, 0), router, tally, "pool-");
        pool.start();

        assertFalse(giveUpAndWait(1, new CountDownLatch(0), new ArrayList<>()));
        assertSame(threadOf(1), threadOf(2));
    }

    /** It keeps its lane, waits there, and takes nobody's leave to wait. */
    @Test
    void whereNoThreadIsToBeHadTheLaneIsNotGivenAwayAndThatCostsNoPlace() throws Exception {
        AtomicBoolean noThread = new AtomicBoolean();
        WorkerSettings one = new WorkerSettings(1, Threads.VIRTUAL, 10, 1000, 1);
        pool = new WorkerPool(one, router, tally, "pool-", false, () -> {
            if (noThread.get()) {
                throw new OutOfMemoryError("thrown by hand");
            }
            return () -> {};
        });
        pool.start();
        Thread worker = threadOf(1);

        noThread.set(true);
        assertFalse(giveUpAndWait(1, new CountDownLatch(0), new ArrayList<>()));
        assertSame(worker, threadOf(2));

        noThread.set(false);
        CountDownLatch go = new CountDownLatch(1);
        assertTrue(giveUpAndWait(1, go, new ArrayList<>()));
        assertNotSame(worker, threadOf(2));
        go.countDown();
    }

    private boolean giveUpAndWait(long connectionId, CountDownLatch go, List<Thread> waiters)
            throws InterruptedException {
        AtomicBoolean answer = new AtomicBoolean();
        CountDownLatch answered = new CountDownLatch(1);
        pool.mailbox(connectionId, Holding.UNBOUNDED).execute(() -> {
            seen.add(Thread.currentThread());
            waiters.add(Thread.currentThread());
            answer.set(WorkerPool.giveUpLane());
            answered.countDown();
            awaitQuietly(go);
        });
        take(answered);
        return answer.get();
    }

    @ParameterizedTest
    @EnumSource
    void threadsThatWaitOffTheirLaneEndAfterAStopToo(Threads kind) throws Exception {
        pool(1, kind);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> waiters = Collections.synchronizedList(new ArrayList<>());
        assertTrue(giveUpAndWait(1, go, waiters));
        assertTrue(giveUpAndWait(2, go, waiters));
        Thread onLane = threadOf(3);

        pool.stop();

        assertTrue(onLane.join(SOON));
        for (Thread waiter : waiters) {
            assertTrue(waiter.isAlive());
            assertTrue(pool.owns(waiter));
        }
        go.countDown();
        for (Thread waiter : waiters) {
            assertTrue(waiter.join(SOON));
            assertFalse(pool.owns(waiter));
        }
    }

    @Test
    void aLaneGivenAwayAfterTheStopIsServedToItsEndAndNoFurther() throws Exception {
        pool(1, Threads.VIRTUAL);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch gaveUp = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        AtomicReference<Thread> second = new AtomicReference<>();
        CountDownLatch secondRan = new CountDownLatch(1);
        pool.mailbox(1, Holding.UNBOUNDED).execute(() -> {
            seen.add(Thread.currentThread());
            running.countDown();
            awaitQuietly(stopped);
            WorkerPool.giveUpLane();
            gaveUp.countDown();
            awaitQuietly(go);
        });
        take(running);
        pool.mailbox(2, Holding.UNBOUNDED).execute(() -> {
            second.set(Thread.currentThread());
            secondRan.countDown();
        });
        pool.stop();
        stopped.countDown();
        take(gaveUp);

        take(secondRan);
        assertTrue(second.get().join(SOON), "the replacement ends behind what stood in the lane at the stop");
        assertTrue(seen.get(0).isAlive());
        go.countDown();
    }

    // ---- what user code may do to a worker ----

    @ParameterizedTest
    @EnumSource
    void aWorkerSurvivesWhateverAHandlerThrows(Threads kind) throws Exception {
        pool(1, kind);
        Throwable[] thrown = {
            new IOException("thrown by hand"),
            new IllegalStateException("thrown by hand"),
            new AssertionError("thrown by hand"),
            new OutOfMemoryError("thrown by hand"),
            new NoClassDefFoundError("thrown by hand"),
            new InterruptedException("thrown by hand"),
            new StackOverflowError("thrown by hand"),
        };
        router.handle(1, r -> {
            if (number(r) < thrown.length) {
                WorkerPoolTest.<RuntimeException>raise(thrown[number(r)]);
            }
            overflow(0);
        });
        Mailbox mailbox = pool.mailbox(1, Holding.UNBOUNDED);
        Thread worker = threadOf(1);

        for (int i = 0; i <= thrown.length; i++) {
            mailbox.accept(numbered(1, i));
        }
        mailbox.finish();

        assertSame(worker, threadOf(1));
        List<Throwable> failures = List.copyOf(tally.handlerFailures);
        assertEquals(List.of(thrown), failures.subList(0, thrown.length));
        assertEquals(StackOverflowError.class, failures.get(thrown.length).getClass());
        assertEquals(thrown.length + 1, tally.handled.get());
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void raise(Throwable failure) throws T {
        throw (T) failure;
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }

    @Test
    void aWorkerSurvivesATaskThatThrows() throws Exception {
        pool(1, Threads.VIRTUAL);
        Thread worker = threadOf(1);
        Error failure = new AssertionError("thrown by hand");
        Mailbox mailbox = pool.mailbox(1, Holding.UNBOUNDED);

        mailbox.execute(() -> {
            throw failure;
        });
        mailbox.finish();

        assertSame(worker, threadOf(1));
        assertEquals(List.of(failure), List.copyOf(tally.taskFailures));
        assertEquals(0, tally.handled.get());
    }

    @Test
    void aWorkerSurvivesEvenAReportThatFails() throws Exception {
        DispatchEvents failing = new DispatchEvents() {
            @Override
            public void handled(Request request) {
                throw new OutOfMemoryError("thrown by hand");
            }

            @Override
            public void handlerFailed(Request request, Throwable failure) {
                throw new OutOfMemoryError("thrown by hand");
            }
        };
        pool = new WorkerPool(settings(1, Threads.VIRTUAL), router, failing, "pool-");
        pool.start();
        router.handle(1, r -> {
            throw new AssertionError("thrown by hand");
        });
        Thread worker = threadOf(1);
        Mailbox mailbox = pool.mailbox(1, Holding.UNBOUNDED);

        mailbox.accept(numbered(1, 0));
        mailbox.accept(numbered(1, 1));
        mailbox.finish();

        assertTrue(mailbox.isIdle());
        assertSame(worker, threadOf(1));
    }

    @ParameterizedTest
    @EnumSource
    void aWorkerSurvivesInterruptsAndKeepsThemFromTheNextHandler(Threads kind) throws Exception {
        pool(1, kind);
        Thread worker = threadOf(1);
        List<Boolean> flags = Collections.synchronizedList(new ArrayList<>());
        Mailbox mailbox = pool.mailbox(1, Holding.UNBOUNDED);
        router.handle(1, r -> {
            flags.add(Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
        });
        mailbox.accept(numbered(1, 0));
        mailbox.accept(numbered(1, 1));
        mailbox.execute(() -> {
            flags.add(Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
        });
        mailbox.accept(numbered(1, 2));
        mailbox.finish();
        assertEquals(List.of(false, false, false, false), flags);

        for (int i = 0; i < 20; i++) {
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> worker.getState() == Thread.State.WAITING);
            worker.interrupt(); // by somebody who kept a reference to the idle worker
            assertSame(worker, threadOf(1));
        }
    }

    @Test
    void aHandlerThatIsInterruptedFromOutsideCostsItselfOnly() throws Exception {
        pool(1, Threads.PLATFORM);
        CountDownLatch begun = new CountDownLatch(1);
        router.handle(1, r -> {
            begun.countDown();
            new CountDownLatch(1).await();
        });
        Thread worker = threadOf(1);
        Mailbox mailbox = pool.mailbox(1, Holding.UNBOUNDED);
        mailbox.accept(numbered(1, 0));
        take(begun);

        worker.interrupt();

        mailbox.finish();
        assertSame(worker, threadOf(1));
        assertEquals(InterruptedException.class, tally.handlerFailures.element().getClass());
    }

    @ParameterizedTest
    @EnumSource
    void aReaderWaitsWhileAllMailboxesTogetherHoldWhatTheyMay(Threads kind) throws Exception {
        pool(1, kind);
        CountDownLatch handlerMayGo = new CountDownLatch(1);
        AtomicBoolean full = new AtomicBoolean(true);
        AtomicLong held = new AtomicLong();
        router.handle(1, r -> handlerMayGo.await());
        Mailbox mailbox = pool.mailbox(1, (bytes, anyway) -> {
            boolean allowed = anyway || !full.get();
            held.updateAndGet(now -> allowed ? bytes : now);
            return allowed;
        });
        mailbox.accept(numbered(1, 0)); // it runs,
        await().atMost(SOON).until(() -> held.get() == 0);
        mailbox.accept(numbered(1, 1)); // and the first that waits is taken in any case
        assertTrue(held.get() > 0);
        assertFalse(mailbox.execute(() -> {}));
        CountDownLatch accepted = new CountDownLatch(1);
        Thread reader = Thread.ofPlatform().start(() -> {
            try {
                mailbox.accept(numbered(1, 2));
                accepted.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().atMost(SOON).until(() -> reader.getState() == Thread.State.TIMED_WAITING);
        full.set(false); // nobody tells the mailbox
        take(accepted);
        mailbox.close();
        assertEquals(0, held.get());
        handlerMayGo.countDown();
        mailbox.awaitIdle();
    }
}
