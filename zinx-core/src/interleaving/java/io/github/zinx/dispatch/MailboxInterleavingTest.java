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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What comes in while a thread of the lane runs what came before: run in order, never two at a time, none forgotten. */
@Tag("interleaving")
class MailboxInterleavingTest {

    @Test
    void whateverComesIsRunOnceInOrderAndNeverTwoAtATime() {
        explore(1_000, () -> {
            QueueLane lane = new QueueLane();
            Mailbox mailbox = lane.mailbox();
            List<Integer> ran = new ArrayList<>();
            AtomicInteger running = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            atOnce(
                    () -> {
                        for (int i = 0; i < 3; i++) {
                            int number = i;
                            assertTrue(mailbox.execute(() -> {
                                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                                ran.add(number);
                                running.decrementAndGet();
                            }));
                        }
                    },
                    () -> lane.work(2),
                    () -> lane.work(2));

            lane.rest();
            assertEquals(List.of(0, 1, 2), ran);
            assertEquals(1, most.get());
            assertTrue(mailbox.isIdle());
        });
    }

    @Test
    void closedMailboxRestsAndHasCountedWhatItDidNotRun() {
        explore(1_000, () -> {
            QueueLane lane = new QueueLane();
            Mailbox mailbox = lane.mailbox();
            AtomicInteger ran = new AtomicInteger();
            AtomicInteger taken = new AtomicInteger();
            atOnce(
                    () -> {
                        for (int i = 0; i < 2; i++) {
                            if (mailbox.execute(ran::incrementAndGet)) {
                                taken.incrementAndGet();
                            }
                        }
                    },
                    () -> {
                        mailbox.close();
                        mailbox.awaitIdle();
                    },
                    lane::rest);

            lane.rest();
            assertTrue(mailbox.isIdle());
            assertEquals(taken.get(), ran.get() + lane.tally.dropped.get());
        });
    }

    /** A lane on which threads of the scenario work. */
    private static final class QueueLane implements Mailbox.Lane {
        private final LinkedBlockingQueue<Mailbox> ready = new LinkedBlockingQueue<>();
        private final Tally tally = new Tally();

        Mailbox mailbox() {
            WorkerSettings settings = new WorkerSettings(1, Threads.VIRTUAL, 100, 1000, 1);
            return new Mailbox(this, new Runner(new Router(), tally), settings, Holding.UNBOUNDED);
        }

        @Override
        public void ready(Mailbox mailbox) {
            ready.add(mailbox);
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

        /** Runs what is ready now until nothing is. */
        void rest() {
            for (Mailbox next = ready.poll(); next != null; next = ready.poll()) {
                if (next.run(1, () -> true)) {
                    ready(next);
                }
            }
        }

        /** Takes so many turns at most, as long as something is ready. */
        void work(int turns) {
            for (int i = 0; i < turns; i++) {
                Mailbox next = ready.poll();
                if (next != null && next.run(1, () -> true)) {
                    ready(next);
                }
            }
        }
    }
}
