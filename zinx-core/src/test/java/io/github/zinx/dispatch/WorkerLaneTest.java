package io.github.zinx.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Router;
import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class WorkerLaneTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int ROUNDS = 100_000;

    private final WorkerLane lane = new WorkerLane(new Semaphore(1), true);
    private final Mailbox mailbox = new Mailbox(
            lane,
            new Runner(new Router(), new Tally()),
            new WorkerSettings(1, Threads.VIRTUAL, 10, 1000, 1),
            Holding.UNBOUNDED);

    /** One thing at a time, each as the worker is about to fall asleep; whatever it misses then, it misses for ever. */
    @ParameterizedTest
    @EnumSource(Threads.class)
    void workerThatIsAboutToSleepMissesNothing(Threads threads) throws Exception {
        AtomicInteger taken = new AtomicInteger();
        Runnable work = () -> {
            while (lane.take().isPresent()) {
                taken.incrementAndGet();
            }
        };
        Thread worker = threads == Threads.VIRTUAL
                ? Thread.ofVirtual().start(work)
                : Thread.ofPlatform().daemon().start(work);
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = round % 64; i > 0; i--) {
                Thread.onSpinWait();
            }
            lane.ready(mailbox);
            long given = System.nanoTime();
            while (taken.get() <= round) {
                assertTrue(System.nanoTime() - given < SOON.toNanos(), "missed in round " + round);
                Thread.onSpinWait();
            }
        }
        lane.stop();
        assertTrue(worker.join(SOON), "the stop was missed");
        assertEquals(ROUNDS, taken.get());
    }

    /** Each is put there by a reader as it leaves, or just before, while the worker is about to fall asleep or to wake. */
    @Test
    void workerThatFoundAReaderAtWorkIsWokenWhenThatLeaves() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger atWork = new AtomicInteger();
        AtomicInteger entered = new AtomicInteger();
        Thread worker = Thread.ofPlatform().daemon().start(() -> {
            while (lane.take().isPresent()) {
                atWork.incrementAndGet();
                taken.incrementAndGet();
                atWork.decrementAndGet();
            }
        });
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = round % 64; i > 0; i--) {
                Thread.onSpinWait();
            }
            if (lane.tryEnter()) {
                entered.incrementAndGet();
                assertEquals(0, atWork.get(), "two at a time in round " + round);
                lane.ready(mailbox);
                assertEquals(0, atWork.get(), "two at a time in round " + round);
                lane.leave();
            } else {
                lane.ready(mailbox);
            }
            long given = System.nanoTime();
            while (taken.get() <= round) {
                assertTrue(System.nanoTime() - given < SOON.toNanos(), "missed in round " + round);
                Thread.onSpinWait();
            }
        }
        lane.stop();
        assertTrue(worker.join(SOON), "the stop was missed");
        assertEquals(ROUNDS, taken.get());
        assertTrue(entered.get() > 0);
    }

    @Test
    void readerIsNotLetInAheadOfWhatStandsThere() {
        lane.ready(mailbox);
        assertFalse(lane.tryEnter());
    }

    @Test
    void whatCameBeforeTheStopIsTakenAfterItToo() {
        lane.ready(mailbox);
        lane.stop();
        assertTrue(lane.take().isPresent());
        assertTrue(lane.take().isEmpty());
        assertTrue(lane.take().isEmpty());
    }
}
