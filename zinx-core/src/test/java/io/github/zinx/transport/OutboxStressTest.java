package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many senders, every way in, tiny limits of time, interrupts, and a writer that pauses, is shut, or dies. Whatever
 * happens, what a send accepted comes out once and in its sender's order, what a send refused never does, and nobody
 * hangs. A failure names the seed; {@code -Dzinx.test.seed=…} repeats its choices, though not the machine's timing.
 */
@Timeout(60)
class OutboxStressTest {

    private static final long SEED = Long.getLong("zinx.test.seed", System.nanoTime());
    private static final Duration LIVENESS = Duration.ofSeconds(16);

    private static long messages;

    @BeforeAll
    static void say() {
        System.out.println("OutboxStressTest seed " + SEED);
    }

    @AfterAll
    static void sayHowMany() {
        System.out.println("OutboxStressTest sent " + messages + " messages");
    }

    @Test
    void acceptedMeansOnceAndInOrderAndRefusedMeansNever() throws Exception {
        Random random = new Random(SEED);
        long before = messages;
        for (int round = 0; messages - before < 200_000; round++) {
            int capacity = List.of(1, 2, 16, 256).get(round % 4);
            new Round(random, capacity, 12, capacity < 16 ? 500 : 8_000, End.WHEN_ALL_IS_SENT).run("round " + round);
        }
    }

    @Test
    void earlyShutStillBringsOutWhatWasAccepted() throws Exception {
        Random random = new Random(SEED + 1);
        for (int round = 0; round < 50; round++) {
            new Round(random, 1 + random.nextInt(20), 8, 1_000_000, End.SHUT).run("shut, round " + round);
        }
    }

    @Test
    void deathOfTheWriterLetsEverybodyGo() throws Exception {
        Random random = new Random(SEED + 2);
        for (int round = 0; round < 50; round++) {
            new Round(random, 1 + random.nextInt(20), 8, 1_000_000, End.WRITER_DIES).run("death, round " + round);
        }
    }

    @Test
    void failureFromOutsideLetsEverybodyGo() throws Exception {
        Random random = new Random(SEED + 3);
        for (int round = 0; round < 50; round++) {
            new Round(random, 1 + random.nextInt(20), 8, 1_000_000, End.FAIL).run("failure, round " + round);
        }
    }

    /** What ends a round. */
    private enum End {
        WHEN_ALL_IS_SENT,
        SHUT,
        FAIL,
        WRITER_DIES
    }

    /** One outbox from its first message to its end. */
    private static final class Round {

        private static final int FAREWELL = 1_000_000;

        private final End end;
        private final int takesBeforeTheEnd;
        private final Random random;
        private final Outbox outbox;
        private final List<StressSender> senders = new ArrayList<>();

        Round(Random random, int capacity, int senderCount, int perSender, End end) {
            this.end = end;
            this.random = random;
            takesBeforeTheEnd = 1 + random.nextInt(2_000);
            long timeout = List.of(1L, 3L, 20L, 5_000L).get(random.nextInt(4));
            boolean longWaitsAllowed = random.nextInt(4) > 0;
            ConnectionSettings settings = ConnectionSettings.builder()
                    .sendQueueCapacity(capacity)
                    .sendQueueBytes(1_000 + random.nextInt(10_000))
                    .sendTimeout(Duration.ofMillis(timeout))
                    .build();
            outbox = new Outbox(
                    settings,
                    () -> longWaitsAllowed,
                    StressSender::closed,
                    writable -> {},
                    () -> {},
                    MemoryCap.none().share());
            for (int i = 0; i < senderCount; i++) {
                senders.add(new StressSender(i, outbox, new Random(random.nextLong()), perSender));
            }
        }

        void run(String name) throws Exception {
            String where = name + " of seed " + SEED;
            List<Thread> threads = new ArrayList<>();
            for (StressSender sender : senders) {
                // Platform threads are preempted in places where virtual ones are not.
                Thread.Builder builder = sender.number() % 3 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
                threads.add(builder.name("sender-" + sender.number()).start(sender));
            }
            Thread writer = Thread.ofVirtual().name("writer").start(this::write);
            AtomicBoolean done = new AtomicBoolean();
            Thread interrupter = Thread.ofPlatform().start(() -> interrupt(threads, done));
            for (Thread thread : threads) {
                assertTrue(thread.join(LIVENESS), () -> thread.getName() + " hangs, " + where);
            }
            done.set(true);
            if (end == End.WHEN_ALL_IS_SENT) {
                assertTrue(outbox.shut(StressSender.frame(FAREWELL, 0, StressSender.LEAST)));
            }
            assertTrue(writer.join(LIVENESS), () -> "the writer hangs, " + where);
            assertTrue(interrupter.join(LIVENESS));
            boolean complete = end == End.WHEN_ALL_IS_SENT || end == End.SHUT;
            for (StressSender sender : senders) {
                sender.check(complete, where);
                messages += sender.acceptedCount();
            }
            if (complete) {
                assertTrue(outbox.isEmpty(), where);
            }
            assertNull(outbox.poll(), where);
        }

        private void write() {
            int number = 0;
            try {
                List<ByteBuffer> gathered = new ArrayList<>();
                for (Outgoing next = outbox.take(); next != null; next = outbox.take()) {
                    for (; next != null; next = gathered.size() < 50 ? outbox.poll() : null) {
                        gathered.addAll(StressSender.framesIn(next));
                        if (++number == takesBeforeTheEnd && end == End.WRITER_DIES) {
                            gathered.forEach(this::received);
                            return;
                        }
                        if (number == takesBeforeTheEnd && end != End.WHEN_ALL_IS_SENT) {
                            endFromOutside();
                        }
                    }
                    if (random.nextInt(300) == 0) {
                        LockSupport.parkNanos(random.nextInt(3_000_000)); // a slow socket
                    }
                    gathered.forEach(this::received);
                    gathered.clear();
                }
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts the writer", e);
            } finally {
                outbox.retire();
            }
        }

        private void received(ByteBuffer frame) {
            int sender = StressSender.senderOf(frame);
            if (sender == FAREWELL) {
                assertFalse(senders.stream().anyMatch(StressSender::isRunning));
            } else {
                senders.get(sender).received(frame);
            }
        }

        private void endFromOutside() {
            int delay = random.nextInt(5_000);
            Thread.ofPlatform().start(() -> {
                for (int i = 0; i < delay; i++) {
                    Thread.onSpinWait();
                }
                if (end == End.SHUT) {
                    outbox.shut(null);
                } else {
                    outbox.fail();
                }
            });
        }

        private void interrupt(List<Thread> threads, AtomicBoolean done) {
            Random choice = new Random(SEED);
            while (!done.get()) {
                threads.get(choice.nextInt(threads.size())).interrupt();
                for (int i = choice.nextInt(20_000); i > 0 && !done.get(); i--) {
                    Thread.onSpinWait();
                }
            }
        }
    }
}
