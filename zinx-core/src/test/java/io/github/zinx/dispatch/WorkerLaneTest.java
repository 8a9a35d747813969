package io.github.zinx.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Router;
import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class WorkerLaneTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int ROUNDS = 100_000;

    private final WorkerLane lane = new WorkerLane();
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

    @Test
    void whatCameBeforeTheStopIsTakenAfterItToo() {
        lane.ready(mailbox);
        lane.stop();
        assertTrue(lane.take().isPresent());
        assertTrue(lane.take().isEmpty());
        assertTrue(lane.take().isEmpty());
    }
}
