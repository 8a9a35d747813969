package io.github.zinx.dispatch;

import static io.github.zinx.dispatch.Tally.number;
import static io.github.zinx.dispatch.Tally.numbered;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Request;
import io.github.zinx.Router;
import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Handlers give their lanes away at random: every connection stays in order, runs once at a time, and loses nothing. */
class WorkerPoolStressTest {

    private static final Duration LIVENESS = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 16;
    private static final int WORKERS = 4;

    private final AtomicReference<String> fault = new AtomicReference<>();
    private final AtomicInteger[] next = new AtomicInteger[CONNECTIONS];
    private final AtomicBoolean[] busy = new AtomicBoolean[CONNECTIONS];

    /** Who is at work on each lane. */
    private final List<AtomicReference<@Nullable Thread>> lanes = Stream.generate(
                    () -> new AtomicReference<@Nullable Thread>())
            .limit(WORKERS)
            .toList();

    private final Set<Thread> offLane = ConcurrentHashMap.newKeySet();
    private final AtomicInteger byReaders = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger gaveUp = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    @ParameterizedTest
    @CsvSource({"VIRTUAL, false, 7000", "VIRTUAL, true, 7000", "PLATFORM, false, 1500"})
    void handOversKeepOrder(Threads kind, boolean readers, int messages) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        int mayWait = 5;
        Router router = new Router();
        Random handlers = new Random(seed);
        router.handle(1, request -> handle(request, handlers, mayWait));
        Tally tally = new Tally();
        WorkerSettings settings = new WorkerSettings(WORKERS, kind, 20, 1 << 20, mayWait);
        WorkerPool pool = readers
                ? WorkerPool.withReaders(settings, router, tally, "stress-worker-")
                : new WorkerPool(settings, router, tally, "stress-worker-");
        pool.start();

        List<Thread> all = new ArrayList<>();
        List<Mailbox> mailboxes = new ArrayList<>();
        for (int c = 0; c < CONNECTIONS; c++) {
            next[c] = new AtomicInteger();
            busy[c] = new AtomicBoolean();
            Mailbox mailbox = pool.mailbox(c, Holding.UNBOUNDED);
            mailboxes.add(mailbox);
            int id = c;
            Random pauses = new Random(seed + c);
            all.add(Thread.startVirtualThread(() -> read(mailbox, id, messages, pauses)));
        }
        for (Thread reader : all) {
            assertTrue(reader.join(LIVENESS), "a reader hangs; seed " + seed);
        }

        assertEquals(null, fault.get(), "seed " + seed);
        assertEquals(CONNECTIONS * messages, tally.handled.get());
        assertEquals(List.of(), List.copyOf(tally.handlerFailures));
        assertTrue(gaveUp.get() > 100, () -> "only " + gaveUp + " lanes were given away");
        assertTrue(refused.get() > 0, "the limit was never met");
        assertEquals(readers, byReaders.get() > 100, () -> byReaders + " were run by readers");
        onlySoManyMayWaitNow(pool, mayWait);
        mailboxes.forEach(Mailbox::close);
        pool.stop();
        for (Thread thread : threads) {
            assertTrue(thread.join(LIVENESS), () -> thread + " did not end");
        }
    }

    private void read(Mailbox mailbox, int id, int messages, Random pauses) {
        try {
            for (int i = 0; i < messages; i++) {
                mailbox.accept(numbered(id, i));
                if (pauses.nextInt(10) == 0) {
                    mailbox.rest();
                }
                if (pauses.nextInt(200) == 0) {
                    mailbox.finish(); // lets the mailbox run empty, so that its threads end
                }
            }
            mailbox.finish();
        } catch (InterruptedException e) {
            fault.compareAndSet(null, "interrupted");
        }
    }

    private void handle(Request request, Random random, int mayWait) {
        Thread here = Thread.currentThread();
        threads.add(here);
        if (!here.getName().startsWith("stress-worker-")) {
            byReaders.incrementAndGet();
        }
        int id = (int) request.connection().id();
        if (!busy[id].compareAndSet(false, true)) {
            fault.compareAndSet(null, "connection " + id + " ran twice at once");
        }
        int expected = next[id].getAndIncrement();
        if (number(request) != expected) {
            fault.compareAndSet(null, "connection " + id + ": " + number(request) + " in the place of " + expected);
        }
        AtomicReference<Thread> atWork = lanes.get(id % WORKERS);
        boolean onLane = !offLane.contains(here);
        if (onLane && !atWork.compareAndSet(null, here)) {
            fault.compareAndSet(null, "two at a time on lane " + id % WORKERS);
        }
        if (random.nextInt(20) == 0) {
            if (onLane) {
                atWork.set(null); // before others may follow
            }
            if (WorkerPool.giveUpLane()) {
                if (here.getName().startsWith("stress-worker-")) {
                    offLane.add(here); // for good, where a reader has one handler off its lane
                }
                gaveUp.incrementAndGet();
                if (waiting.incrementAndGet() > mayWait) {
                    fault.compareAndSet(null, "more than " + mayWait + " wait");
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(200_000));
                waiting.decrementAndGet();
            } else {
                refused.incrementAndGet();
            }
        }
        atWork.compareAndSet(here, null);
        busy[id].set(false);
    }

    /** Every leave to wait has come back: as many as may, may, and no more. */
    private void onlySoManyMayWaitNow(WorkerPool pool, int mayWait) throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < mayWait; i++) {
            int lane = i;
            await().atMost(LIVENESS).until(() -> givesUp(pool, lane, go)); // the last waiter may just be ending
        }
        assertEquals(false, givesUp(pool, 0, go));
        go.countDown();
    }

    private boolean givesUp(WorkerPool pool, int lane, CountDownLatch go) throws InterruptedException {
        AtomicBoolean given = new AtomicBoolean();
        CountDownLatch asked = new CountDownLatch(1);
        pool.mailbox(lane, Holding.UNBOUNDED).execute(() -> {
            threads.add(Thread.currentThread());
            boolean answer = WorkerPool.giveUpLane();
            given.set(answer);
            asked.countDown();
            if (answer) {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        assertTrue(asked.await(LIVENESS.toSeconds(), TimeUnit.SECONDS));
        return given.get();
    }
}
