package io.github.zinx.dispatch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PacerTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Pacer pacer = new Pacer(Pacer.BREATH).start();

    /**
     * Whoever is forgotten stands there for ever: the last to line up while the pacer falls asleep, most likely. Some stand
     * back for one turn, some for two, some for three.
     */
    @RepeatedTest(value = 5, failureThreshold = 1)
    void everybodyComesBackEveryTime() throws Exception {
        AtomicInteger passed = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int pause = i;
            Thread.Builder builder = i % 10 == 0 ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
            threads.add(builder.start(() -> {
                Pacer.Seat seat = pacer.newSeat(1 + pause % 3);
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

    @Test
    void anInterruptDoesNotEndItAndIsKept() throws Exception {
        AtomicInteger passed = new AtomicInteger();
        Thread thread = Thread.ofVirtual().start(() -> {
            Thread.currentThread().interrupt();
            pacer.newSeat(1).run();
            assertTrue(Thread.interrupted());
            pacer.newSeat(1).run();
            assertFalse(Thread.interrupted());
            passed.incrementAndGet();
        });
        assertTrue(thread.join(SOON));
        await().until(() -> passed.get() == 1);
    }
}
