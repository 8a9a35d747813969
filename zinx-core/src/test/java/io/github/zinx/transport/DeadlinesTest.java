package io.github.zinx.transport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeadlinesTest {

    private static final long TICK_MILLIS = 100;

    private final AtomicInteger rounds = new AtomicInteger();
    private final Deadlines deadlines = new Deadlines("deadlines-test", now -> rounds.incrementAndGet());

    @AfterEach
    void close() {
        deadlines.close();
        await().until(() -> thread() == null);
    }

    @Test
    void whatIsAddedIsLookedAtAgainAndAgain() throws Exception {
        CountDownLatch swept = new CountDownLatch(3);
        deadlines.add(now -> {
            assertTrue(System.nanoTime() - now >= 0);
            swept.countDown();
        });
        assertTrue(swept.await(10, TimeUnit.SECONDS));
    }

    @Test
    void withNothingToLookAtItSleepsUntilSomethingComes() throws Exception {
        Deadlines.Swept nothing = now -> {};
        deadlines.add(nothing);
        await().until(() -> rounds.get() > 0);
        deadlines.remove(nothing);
        await().until(() -> thread().getState() == Thread.State.WAITING);
        CountDownLatch swept = new CountDownLatch(1);
        deadlines.add(now -> swept.countDown());
        assertTrue(swept.await(10, TimeUnit.SECONDS));
    }

    @Test
    void whoeverIsBusyKeepsTheRoundsGoing() throws Exception {
        AtomicBoolean busy = new AtomicBoolean(true);
        CountDownLatch looks = new CountDownLatch(3);
        Deadlines.Swept also = new Deadlines.Swept() {
            @Override
            public void sweep(long now) {
                looks.countDown();
            }

            @Override
            public boolean isBusy() {
                return busy.get();
            }
        };
        try (Deadlines others = new Deadlines("deadlines-busy-test", also)) {
            assertTrue(looks.await(10, TimeUnit.SECONDS));
            busy.set(false);
            await().until(() -> thread("deadlines-busy-test").getState() == Thread.State.WAITING);
        }
    }

    @Test
    void whatThrowsDoesNotKeepTheOthersFromBeingLookedAt() throws Exception {
        CountDownLatch swept = new CountDownLatch(10);
        for (int i = 0; i < 5; i++) {
            deadlines.add(now -> {
                throw new OutOfMemoryError("for a log line");
            });
            deadlines.add(now -> swept.countDown());
        }
        assertTrue(swept.await(10, TimeUnit.SECONDS));
    }

    @Test
    void manyNewOnesDoNotMakeItLookMoreOften() {
        Deadlines.Swept first = now -> {};
        deadlines.add(first);
        await().until(() -> rounds.get() > 0);
        long start = System.nanoTime();
        int before = rounds.get();
        Deadlines.Swept next = now -> {};
        for (int i = 0; i < 1000; i++) {
            deadlines.add(next);
            for (long from = System.nanoTime(); System.nanoTime() - from < 50_000; ) {
                Thread.onSpinWait(); // time enough for a sweeper that was woken
            }
            deadlines.remove(next);
        }
        int seen = rounds.get() - before;
        long possible = 2 + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / TICK_MILLIS;
        assertTrue(seen <= possible, () -> seen + " rounds where " + possible + " were due");
        deadlines.remove(first);
    }

    @Test
    void standstillThatBeginsInTheMiddleOfARoundIsLeftOutToo() {
        AtomicBoolean stood = new AtomicBoolean();
        deadlines.add(now -> {
            if (!stood.getAndSet(true)) {
                LockSupport.parkNanos(Duration.ofMillis(1300).toNanos()); // as far as the sweeper can tell
            }
        });
        await().until(() ->
                System.nanoTime() - deadlines.now() >= Duration.ofMillis(1300).toNanos());
    }

    @Test
    void daemonSoThatItKeepsNoProcessAlive() {
        assertTrue(thread().isDaemon());
        assertFalse(thread().isVirtual());
    }

    @Test
    void afterTheCloseNothingIsLookedAt() {
        AtomicInteger swept = new AtomicInteger();
        deadlines.add(now -> swept.incrementAndGet());
        await().until(() -> swept.get() > 0);
        deadlines.close();
        await().until(() -> thread() == null);
        int then = swept.get();
        deadlines.add(now -> swept.incrementAndGet());
        assertEquals(then, swept.get());
    }

    private static Thread thread() {
        return thread("deadlines-test");
    }

    private static Thread thread(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals(name))
                .findFirst()
                .orElse(null);
    }
}
