package io.github.zinx.dispatch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PacerTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Pacer pacer = new Pacer(Pacer.BREATH, Pacer.LATE).start();

    /**
     * Whoever is forgotten stands there for ever: the last to line up while the pacer falls asleep, most likely. Half of them
     * stand back as readers do.
     */
    @RepeatedTest(value = 5, failureThreshold = 1)
    void everybodyComesBackEveryTime() throws Exception {
        AtomicInteger passed = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int pause = i;
            Thread.Builder builder = i % 10 == 0 ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
            threads.add(builder.start(() -> {
                Pacer.Seat seat = pause % 2 == 0 ? pacer.newSeat() : pacer.newReaderSeat();
                for (int round = 0; round < 1_000; round++) {
                    seat.run();
                    passed.incrementAndGet();
                    if (round % (pause + 10) == 0) {
                        LockSupport.parkNanos(1000L * pause); // so that now and then nobody stands here
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            assertTrue(thread.join(SOON), "forgotten"); // and then there is no need to see more of them so
        }
        assertEquals(40_000, passed.get());
    }

    /** With more of them than go at a time, and a worker that comes last. */
    @Test
    void readersGoAFewAtATimeAndThoseFirstWhoCameFirst() throws Exception {
        Pacer byHand = new Pacer(Pacer.BREATH, Duration.ofDays(1));
        Queue<Integer> back = new ConcurrentLinkedQueue<>();
        int readers = 2 * Pacer.GROUP + 3;
        for (int i = 0; i < readers; i++) {
            lineUp(byHand.newReaderSeat(), i, back);
        }
        lineUp(byHand.newSeat(), -1, back);

        List<Integer> groups = new ArrayList<>();
        for (int round = 0, came = 0; came < 1 + readers && round < 100; round++) {
            int freed = byHand.round();
            came += freed;
            int sum = came;
            await().until(() -> back.size() == sum);
            if (freed > 0) {
                groups.add(freed);
            }
        }
        List<Integer> order = List.copyOf(back);
        assertEquals(List.of(1, Pacer.GROUP, Pacer.GROUP, 3), groups);
        assertEquals(-1, order.getFirst(), "a worker does not wait for them");
        for (int from = 1, to; from < order.size(); from = to) {
            to = Math.min(order.size(), from + Pacer.GROUP);
            Set<Integer> group = Set.copyOf(order.subList(from, to));
            assertEquals(IntStream.range(from - 1, to - 1).boxed().collect(Collectors.toSet()), group);
        }
    }

    /** Where others have so much to do that rounds are long, a thousand readers would wait for a hundred and more of them. */
    @Test
    void readersAllGoWhenTheNextGroupIsLate() throws Exception {
        Pacer byHand = new Pacer(Pacer.BREATH, Duration.ofNanos(1));
        Queue<Integer> back = new ConcurrentLinkedQueue<>();
        int readers = 3 * Pacer.GROUP;
        for (int i = 0; i < readers; i++) {
            lineUp(byHand.newReaderSeat(), i, back);
        }
        assertEquals(0, byHand.round(), "nobody has waited yet");
        assertEquals(readers, byHand.round());
        lineUp(byHand.newReaderSeat(), readers, back);
        assertEquals(0, byHand.round());
        assertEquals(1, byHand.round(), "and nobody is forgotten behind them");
        await().until(() -> back.size() == readers + 1);
    }

    @Test
    void itsPaceIsAnotherAfterEachRoundAndNoughtWhileItSleeps() throws Exception {
        Pacer byHand = new Pacer(Pacer.BREATH, Pacer.LATE);
        assertEquals(0, byHand.pace());
        Queue<Integer> back = new ConcurrentLinkedQueue<>();
        int before = 0;
        for (int round = 0; round < 3; round++) {
            lineUp(byHand.newSeat(), round, back);
            byHand.round();
            assertNotEquals(0, byHand.pace());
            assertNotEquals(before, byHand.pace());
            before = byHand.pace();
        }
        await().until(() -> back.size() == 3);
        await().atMost(SOON).until(() -> pacer.pace() == 0);
    }

    private static void lineUp(Pacer.Seat seat, int number, Queue<Integer> back) {
        Thread thread = Thread.ofVirtual().start(() -> {
            seat.run();
            back.add(number);
        });
        await().until(() -> thread.getState() == Thread.State.WAITING);
    }

    @Test
    void anInterruptDoesNotEndItAndIsKept() throws Exception {
        AtomicInteger passed = new AtomicInteger();
        Thread thread = Thread.ofVirtual().start(() -> {
            Thread.currentThread().interrupt();
            pacer.newSeat().run();
            assertTrue(Thread.interrupted());
            pacer.newSeat().run();
            assertFalse(Thread.interrupted());
            passed.incrementAndGet();
        });
        assertTrue(thread.join(SOON));
        await().until(() -> passed.get() == 1);
    }
}
