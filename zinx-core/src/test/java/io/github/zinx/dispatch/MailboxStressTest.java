package io.github.zinx.dispatch;

import static io.github.zinx.dispatch.Tally.SOON;
import static io.github.zinx.dispatch.Tally.number;
import static io.github.zinx.dispatch.Tally.numbered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Router;
import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One reader and many givers of tasks on one mailbox: in order, never two at once, nothing lost, nothing twice. */
@SuppressWarnings("ThreadPriorityCheck") // yields only make races likelier
class MailboxStressTest {

    private static final int ROUNDS = 20;
    private static final int MESSAGES = 1_500;
    private static final int GIVERS = 6;
    private static final int TASKS = 500;

    private final AtomicReference<String> fault = new AtomicReference<>();
    private final AtomicInteger entered = new AtomicInteger();

    private enum Kind {
        NO_WORKERS,
        WORKERS,
        WORKERS_AND_READERS
    }

    @ParameterizedTest
    @EnumSource
    void orderAndExclusionHoldUnderTasksOfMany(Kind kind) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            boolean closes = round % 4 == 3;
            round(kind, 1 + random.nextInt(40), closes, random.nextLong());
            assertEquals(null, fault.get(), "seed " + seed + ", round " + round);
        }
    }

    private static Dispatcher dispatcher(Kind kind, int capacity, Router router, Tally tally) {
        int workers = kind == Kind.NO_WORKERS ? 0 : 2;
        WorkerSettings settings = new WorkerSettings(workers, Threads.VIRTUAL, capacity, 1 << 20, 10);
        return switch (kind) {
            case NO_WORKERS -> new ReaderDispatcher(settings, router, tally, "stress-task-");
            case WORKERS -> new WorkerPool(settings, router, tally, "stress-worker-");
            case WORKERS_AND_READERS -> WorkerPool.withReaders(settings, router, tally, "stress-worker-");
        };
    }

    private void round(Kind kind, int capacity, boolean closes, long seed) throws Exception {
        Tally tally = new Tally();
        Router router = new Router();
        AtomicBoolean busy = new AtomicBoolean();
        AtomicInteger nextMessage = new AtomicInteger();
        AtomicInteger tasksRun = new AtomicInteger();
        AtomicInteger tasksTaken = new AtomicInteger();
        router.handle(1, request -> {
            enter(busy);
            int expected = nextMessage.getAndIncrement();
            if (number(request) != expected) {
                fault.compareAndSet(null, "message " + number(request) + " in the place of " + expected);
            }
            busy.set(false);
        });
        Dispatcher dispatcher = dispatcher(kind, capacity, router, tally);
        dispatcher.start();
        Mailbox mailbox = dispatcher.mailbox(seed, Holding.UNBOUNDED);

        List<Thread> threads = new ArrayList<>();
        for (int giver = 0; giver < GIVERS; giver++) {
            Random pauses = new Random(seed + giver);
            AtomicInteger last = new AtomicInteger(-1);
            threads.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < TASKS; i++) {
                    int number = i;
                    boolean taken = mailbox.execute(() -> {
                        enter(busy);
                        if (last.getAndSet(number) >= number) {
                            fault.compareAndSet(null, "task " + number + " ran late or twice");
                        }
                        tasksRun.incrementAndGet();
                        busy.set(false);
                    });
                    if (taken) {
                        tasksTaken.incrementAndGet();
                    }
                    if (pauses.nextInt(4) == 0) {
                        Thread.yield();
                    }
                }
            }));
        }
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        Random rests = new Random(seed);
        Thread reader = Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < MESSAGES; i++) {
                    (mailbox.accept(numbered(0, i)) ? accepted : refused).incrementAndGet();
                    if (rests.nextInt(4) == 0) {
                        mailbox.rest();
                    }
                }
                mailbox.finish();
            } catch (InterruptedException e) {
                fault.compareAndSet(null, "interrupted");
            }
        });
        threads.add(reader);
        if (closes) {
            Thread closer = Thread.startVirtualThread(() -> {
                while (nextMessage.get() < MESSAGES / 2 && reader.isAlive()) {
                    Thread.onSpinWait();
                    Thread.yield();
                }
                mailbox.close();
            });
            threads.add(closer);
        }
        for (Thread thread : threads) {
            assertTrue(thread.join(SOON), "somebody hangs");
        }
        if (!closes) {
            mailbox.finish();
            assertEquals(MESSAGES, nextMessage.get());
            assertEquals(tasksTaken.get(), tasksRun.get());
        }
        mailbox.close();
        mailbox.awaitIdle();
        assertTrue(mailbox.isIdle());
        assertEquals(MESSAGES, accepted.get() + refused.get());
        assertEquals(
                accepted.get() + tasksTaken.get(),
                nextMessage.get() + tasksRun.get() + tally.dropped.get() - refused.get());
        dispatcher.stop();
    }

    private void enter(AtomicBoolean busy) {
        if (!busy.compareAndSet(false, true)) {
            fault.compareAndSet(null, "two at once");
        }
        if (entered.incrementAndGet() % 16 == 0) {
            Thread.yield(); // gives whoever may wrongly come in the time to do so
        }
    }
}
