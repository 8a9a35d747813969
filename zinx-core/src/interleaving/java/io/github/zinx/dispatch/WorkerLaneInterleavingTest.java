package io.github.zinx.dispatch;

import static io.github.zinx.Interleavings.atOnce;
import static io.github.zinx.Interleavings.explore;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Router;
import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A worker misses nothing that gets into its lane, and no stop, and works there alone. That it is woken for it,
 * WorkerLaneTest has.
 */
@Tag("interleaving")
class WorkerLaneInterleavingTest {

    @Test
    void whateverCameBeforeTheStopIsTakenInOrder() {
        explore(1_000, () -> {
            WorkerLane lane = new WorkerLane(new Semaphore(1), true);
            Mailbox one = mailbox(lane);
            Mailbox other = mailbox(lane);
            List<Mailbox> taken = new ArrayList<>();
            atOnce(
                    () -> {
                        lane.ready(one);
                        lane.ready(other);
                        lane.stop();
                    },
                    () -> {
                        for (Optional<Mailbox> next = lane.take(); next.isPresent(); next = lane.take()) {
                            taken.add(next.get());
                        }
                    });

            assertEquals(List.of(one, other), taken);
        });
    }

    @Test
    void nobodyIsForgottenThatComesAsAnotherDoes() {
        explore(1_000, () -> {
            WorkerLane lane = new WorkerLane(new Semaphore(1), true);
            Mailbox one = mailbox(lane);
            Mailbox other = mailbox(lane);
            List<Mailbox> taken = new ArrayList<>();
            atOnce(() -> lane.ready(one), () -> lane.ready(other), () -> {
                taken.add(lane.take().orElseThrow());
                taken.add(lane.take().orElseThrow());
            });

            assertEquals(Set.of(one, other), Set.copyOf(taken));
        });
    }

    @Test
    void readerAndWorkerAreNeverAtWorkTogetherAndNobodyIsForgotten() {
        explore(1_000, () -> {
            WorkerLane lane = new WorkerLane(new Semaphore(1), true);
            Mailbox mailbox = mailbox(lane);
            AtomicInteger atWork = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            List<Mailbox> taken = new ArrayList<>();
            atOnce(
                    () -> {
                        if (lane.tryEnter()) {
                            most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                            atWork.decrementAndGet();
                            lane.leave();
                        }
                        lane.ready(mailbox);
                        lane.stop();
                    },
                    () -> {
                        if (lane.tryEnter()) {
                            most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                            atWork.decrementAndGet();
                            lane.leave();
                        }
                    },
                    () -> {
                        for (Optional<Mailbox> next = lane.take(); next.isPresent(); next = lane.take()) {
                            most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                            taken.add(next.get());
                            atWork.decrementAndGet();
                        }
                    });

            assertEquals(List.of(mailbox), taken);
            assertTrue(most.get() <= 1);
        });
    }

    @Test
    void readerThatGivesTheLaneUpFreesItForTheWorkerAndGivesItsLeaveBack() {
        explore(1_000, () -> {
            Semaphore mayWait = new Semaphore(1);
            WorkerLane lane = new WorkerLane(mayWait, true);
            Mailbox mailbox = mailbox(lane);
            CountDownLatch served = new CountDownLatch(1);
            atOnce(
                    () -> {
                        if (lane.tryEnter()) {
                            assertTrue(lane.readerGivesUp());
                            lane.ready(mailbox);
                            awaitQuietly(served);
                            lane.leave();
                        } else {
                            lane.ready(mailbox);
                        }
                        lane.stop();
                    },
                    () -> {
                        for (Optional<Mailbox> next = lane.take(); next.isPresent(); next = lane.take()) {
                            served.countDown();
                        }
                    });

            assertEquals(1, mayWait.availablePermits());
            assertTrue(lane.tryEnter());
        });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Mailbox mailbox(WorkerLane lane) {
        WorkerSettings settings = new WorkerSettings(1, Threads.VIRTUAL, 100, 1000, 1);
        return new Mailbox(lane, new Runner(new Router(), new Tally()), settings, Holding.UNBOUNDED);
    }
}
