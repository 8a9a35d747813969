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
import io.github.zinx.RequestView;
import io.github.zinx.Router;
import io.github.zinx.StubConnection;
import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers that run short handlers themselves while their lane has nothing else to do. The test's thread is a reader. */
@Timeout(60)
class ReadersOnLanesTest {

    /** So many quick ones in a row, and the reader may run the next. */
    private static final int ENOUGH = 16;

    /** What handlers take is for the test to say. */
    private final AtomicLong now = new AtomicLong();

    private final Tally tally = new Tally();
    private final Router router = new Router();
    private final Map<Integer, Thread> ranOn = new ConcurrentHashMap<>();
    private final Map<Integer, Runnable> what = new ConcurrentHashMap<>();
    private final List<Object> order = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> workers = Collections.synchronizedList(new ArrayList<>());
    private WorkerPool pool = pool(10);

    ReadersOnLanesTest() {
        router.handle(1, this::handle);
        pool.start();
    }

    private void handle(Request request) {
        int number = number(request);
        if (pool.owns(Thread.currentThread())) {
            workers.add(Thread.currentThread());
        }
        ranOn.put(number, Thread.currentThread());
        order.add(number);
        what.getOrDefault(number, () -> {}).run();
    }

    private WorkerPool pool(int mayWait) {
        return WorkerPool.withReaders(settings(Threads.VIRTUAL, mayWait), router, tally, "lane-");
    }

    private static WorkerSettings settings(Threads threads, int mayWait) {
        return new WorkerSettings(1, threads, 10_000, 1 << 20, mayWait);
    }

    private void use(WorkerPool other) {
        pool.stop();
        pool = other;
        pool.start();
    }

    private Mailbox mailbox(long id) {
        return pool.mailbox(id, Holding.UNBOUNDED, new Stopwatch(now::get));
    }

    @AfterEach
    void workersEnd() throws Exception {
        pool.stop();
        for (Thread worker : List.copyOf(workers)) {
            assertTrue(worker.join(SOON), () -> worker + " did not end");
        }
    }

    /** Has the worker run so many quick handlers. */
    private void runQuickOnes(Mailbox mailbox, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            mailbox.accept(numbered(1, -1));
            finish(mailbox);
        }
        order.clear();
    }

    /** Until all has run that is at hand, and the worker, if it was its, has left the lane. */
    private void finish(Mailbox mailbox) throws InterruptedException {
        mailbox.finish();
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> workers.isEmpty() || isAsleep(workers.getLast()));
    }

    private static boolean isAsleep(Thread worker) {
        return EnumSet.of(Thread.State.WAITING, Thread.State.TERMINATED).contains(worker.getState());
    }

    /** Says whether it is the calling thread that runs a message. */
    private boolean runs(Mailbox mailbox, int number) throws InterruptedException {
        mailbox.accept(numbered(1, number));
        boolean runs = ranOn.get(number) == Thread.currentThread();
        finish(mailbox);
        return runs;
    }

    /** A mailbox whose next message the calling thread may run itself. */
    private Mailbox known(long id) throws InterruptedException {
        Mailbox mailbox = mailbox(id);
        runQuickOnes(mailbox, ENOUGH);
        return mailbox;
    }

    private Thread threadOf(int number) {
        await().atMost(SOON).until(() -> ranOn.containsKey(number));
        return ranOn.get(number);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(SOON.toSeconds(), TimeUnit.SECONDS), "it did not come");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread start(FutureTask<?> task) {
        return Thread.ofVirtual().start(task);
    }

    private static <T> T result(FutureTask<T> task) throws Exception {
        return task.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    // ---- who may ----

    @Test
    void quickHandlersRunOnTheReaderOnceTheyAreKnownToBe() throws Exception {
        Mailbox mailbox = mailbox(1);
        runQuickOnes(mailbox, ENOUGH - 1);
        assertFalse(runs(mailbox, 0));
        assertTrue(runs(mailbox, 1));
        assertTrue(runs(mailbox, 2));
    }

    @Test
    void neverWhereWorkersArePlatformThreads() throws Exception {
        use(WorkerPool.withReaders(settings(Threads.PLATFORM, 10), router, tally, "lane-"));
        Mailbox mailbox = known(1);
        assertFalse(mailbox.takesReader());
        assertFalse(runs(mailbox, 0));
    }

    /** As a client has. */
    @Test
    void neverInAPoolThatIsNotMadeForIt() throws Exception {
        use(new WorkerPool(settings(Threads.VIRTUAL, 10), router, tally, "lane-"));
        Mailbox mailbox = known(1);
        assertFalse(mailbox.takesReader());
        assertFalse(runs(mailbox, 0));
    }

    @Test
    void afterALongOneTheWorkerRunsTheNext() throws Exception {
        Mailbox mailbox = known(1);
        what.put(1, () -> now.addAndGet(2_000_000));
        for (int i = 0; i < 4; i++) {
            mailbox.accept(numbered(1, i));
        }
        finish(mailbox);

        assertEquals(List.of(0, 1, 2, 3), order);
        assertSame(Thread.currentThread(), ranOn.get(0));
        assertSame(Thread.currentThread(), ranOn.get(1));
        assertNotSame(Thread.currentThread(), ranOn.get(2));
        assertNotSame(Thread.currentThread(), ranOn.get(3));
        assertFalse(runs(mailbox, 4));
        runQuickOnes(mailbox, ENOUGH);
        assertTrue(runs(mailbox, 5));
    }

    @Test
    void afterAMillisecondTheWorkerRunsTheRestOfWhatIsAtHand() throws Exception {
        Mailbox mailbox = known(1);
        for (int i = 0; i < 40; i++) {
            what.put(i, () -> now.addAndGet(60_000));
            mailbox.accept(numbered(1, i));
        }
        finish(mailbox);

        assertSame(Thread.currentThread(), ranOn.get(16));
        assertNotSame(Thread.currentThread(), ranOn.get(17));
        assertNotSame(Thread.currentThread(), ranOn.get(39));
        assertTrue(runs(mailbox, 40));
    }

    /** While it waited it would read nothing, and its peer may be one that sends all before it reads. */
    @Test
    void whereAnAnswerMayHaveToWaitTheWorkerRunsIt() throws Exception {
        Mailbox mailbox = known(1);
        StubConnection peer = new StubConnection(1);
        Request full = new Request(peer, numbered(1, 1).message(), StubConnection.NOBODY);
        what.put(0, peer::close); // its queue is full, as far as this can tell
        what.put(2, () -> {});

        mailbox.accept(numbered(1, 0));
        mailbox.accept(full);
        finish(mailbox);
        assertSame(Thread.currentThread(), ranOn.get(0));
        assertNotSame(Thread.currentThread(), ranOn.get(1));

        ranOn.remove(1);
        mailbox.accept(full);
        finish(mailbox);
        assertNotSame(Thread.currentThread(), ranOn.get(1));
        assertTrue(runs(mailbox, 2));
    }

    // ---- one at a time ----

    @Test
    void whileTheWorkerIsAtWorkItRunsTheReadersToo() throws Exception {
        Mailbox mailbox = known(1);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        mailbox(2).execute(() -> {
            running.countDown();
            awaitQuietly(go);
        });
        awaitQuietly(running);

        mailbox.accept(numbered(1, 0));
        assertFalse(ranOn.containsKey(0), "two at a time on one lane");
        go.countDown();

        assertNotSame(Thread.currentThread(), threadOf(0));
    }

    @Test
    void whileAReaderIsAtWorkTheWorkerWaitsAndIsWokenThen() throws Exception {
        Mailbox mailbox = known(1);
        Mailbox other = mailbox(2);
        what.put(0, () -> {
            assertTrue(other.execute(() -> order.add("worker's")));
            order.add("end of reader's");
        });

        mailbox.accept(numbered(1, 0));
        mailbox.rest();

        await().atMost(SOON).until(() -> order.size() == 3);
        assertEquals(List.of(0, "end of reader's", "worker's"), order);
        assertSame(Thread.currentThread(), ranOn.get(0));
    }

    @Test
    void noTwoReadersAreOnOneLane() throws Exception {
        Mailbox mailbox = known(1);
        Mailbox other = known(2);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        what.put(0, () -> {
            running.countDown();
            awaitQuietly(go);
        });
        FutureTask<Boolean> reader = new FutureTask<>(() -> {
            boolean taken = mailbox.accept(numbered(1, 0));
            mailbox.finish();
            return taken;
        });
        Thread thread = start(reader);
        awaitQuietly(running);
        assertSame(thread, ranOn.get(0));

        other.accept(numbered(2, 1));
        assertFalse(ranOn.containsKey(1), "two at a time on one lane");
        go.countDown();

        assertTrue(result(reader));
        assertNotSame(Thread.currentThread(), threadOf(1));
    }

    @Test
    void aTaskThatCameBeforeRunsBeforeIt() throws Exception {
        Mailbox mailbox = known(1);
        what.put(0, () -> assertTrue(mailbox.execute(() -> order.add("task"))));

        mailbox.accept(numbered(1, 0));
        mailbox.accept(numbered(1, 1));
        finish(mailbox);

        assertEquals(List.of(0, "task", 1), order);
        assertSame(Thread.currentThread(), ranOn.get(0));
    }

    @Test
    void whatIsAtHandWhenTheMailboxIsClosedIsDroppedAndTheLaneIsFreeAgain() throws Exception {
        Mailbox mailbox = known(1);
        what.put(0, mailbox::close);

        assertTrue(mailbox.accept(numbered(1, 0)));
        assertFalse(mailbox.accept(numbered(1, 1)));
        mailbox.awaitIdle();

        assertEquals(List.of(0), order);
        assertEquals(1, tally.dropped.get());
        assertTrue(runs(known(2), 2));
    }

    // ---- a reader that waits ----

    @Test
    void aReaderThatWaitsGivesItsLaneToTheWorker() throws Exception {
        Mailbox mailbox = known(1);
        Mailbox other = mailbox(2);
        CountDownLatch otherRan = new CountDownLatch(1);
        AtomicReference<Boolean> gave = new AtomicReference<>();
        AtomicReference<Boolean> again = new AtomicReference<>();
        what.put(0, () -> {
            assertTrue(other.execute(otherRan::countDown));
            gave.set(WorkerPool.giveUpLane());
            again.set(WorkerPool.giveUpLane());
            awaitQuietly(otherRan);
            order.add("end of 0");
        });

        mailbox.accept(numbered(1, 0));
        assertEquals(0, otherRan.getCount());
        mailbox.accept(numbered(1, 1));
        mailbox.accept(numbered(1, 2));
        finish(mailbox);

        assertTrue(gave.get());
        assertTrue(again.get());
        assertEquals(List.of(0, "end of 0", 1, 2), order);
        assertSame(Thread.currentThread(), ranOn.get(0));
        assertNotSame(Thread.currentThread(), ranOn.get(1));
        assertTrue(runs(mailbox, 3));
    }

    @Test
    void onlySoManyReadersMayWaitAndEachMakesRoomForTheNext() throws Exception {
        use(pool(1));
        Mailbox mailbox = known(1);
        List<Boolean> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            what.put(i, () -> answers.add(WorkerPool.giveUpLane()));
            assertTrue(runs(mailbox, i));
        }
        assertEquals(List.of(true, true, true), answers);
    }

    @Test
    void aReaderThatMayNotWaitKeepsItsLane() throws Exception {
        use(pool(0));
        Mailbox mailbox = known(1);
        AtomicReference<Boolean> gave = new AtomicReference<>();
        what.put(0, () -> gave.set(WorkerPool.giveUpLane()));

        assertTrue(runs(mailbox, 0));

        assertFalse(gave.get());
        assertTrue(runs(mailbox, 1));
    }

    @Test
    void aReaderOfAStoppedPoolFinishesItsHandler() throws Exception {
        Mailbox mailbox = known(1);
        AtomicReference<Boolean> may = new AtomicReference<>();
        what.put(0, () -> {
            pool.stop();
            may.set(WorkerPool.giveUpLane());
        });

        assertTrue(runs(mailbox, 0));

        assertTrue(may.get());
        assertTrue(mailbox.isIdle());
    }

    // ---- views ----

    private static void awaitGo(CountDownLatch go) {
        try {
            assertTrue(go.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static RequestView view(byte[] buffer) {
        return new RequestView(new StubConnection(0), StubConnection.NOBODY, 2, buffer, 0, buffer.length);
    }

    @Test
    void aViewIsCopiedForTheWorker() throws Exception {
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch go = new CountDownLatch(1);
        router.handleView(2, v -> {
            seen.add((int) v.get(0));
        });
        what.put(-7, () -> awaitGo(go));
        Mailbox mailbox = mailbox(0);
        assertTrue(mailbox.takesView(2));
        assertFalse(mailbox.takesView(1));

        mailbox.accept(numbered(1, -7)); // has the worker
        byte[] buffer = {1};
        mailbox.accept(view(buffer));
        buffer[0] = 2; // what comes next
        go.countDown();
        finish(mailbox);
        assertEquals(List.of(1), seen);
    }

    @Test
    void aViewThatTheReaderRunsIsOfTheBufferItself() throws Exception {
        Mailbox mailbox = mailbox(0);
        runQuickOnes(mailbox, ENOUGH);
        byte[] buffer = {1};
        router.handleView(2, v -> {
            buffer[0] = 5;
            order.add((int) v.get(0));
            order.add(Thread.currentThread());
        });

        mailbox.accept(view(buffer));
        assertEquals(List.of(5, Thread.currentThread()), order);
        mailbox.rest();
    }

    @Test
    void aHandlerOfViewsThatThrowsIsTold() throws Exception {
        Mailbox mailbox = mailbox(0);
        runQuickOnes(mailbox, ENOUGH);
        router.handleView(2, v -> {
            throw new IllegalStateException("thrown by hand");
        });

        assertTrue(mailbox.accept(view(new byte[1])));
        assertEquals("thrown by hand", tally.viewFailures.remove().getMessage());
        mailbox.rest();
        assertTrue(mailbox.isIdle());
    }
}
