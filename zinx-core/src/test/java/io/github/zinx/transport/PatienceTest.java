package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionSettings;
import io.github.zinx.SendTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PatienceTest {

    private static final long MILLISECOND = 1_000_000;

    private final AtomicInteger announced = new AtomicInteger();

    @Test
    void firstSliceIsAMomentThenItIsAllThatIsLeft() {
        Patience patience = patience(Duration.ofMinutes(1));
        assertTrue(patience.slice() <= 5 * MILLISECOND);
        waitFor(patience.slice());
        patience.check("turn");
        assertEquals(1, announced.get());
        assertTrue(patience.slice() > Duration.ofSeconds(30).toNanos());
    }

    @Test
    void momentThatIsNotOverIsNotAnnounced() {
        long took;
        do { // until this machine does not pause just here
            announced.set(0);
            long start = System.nanoTime();
            patience(Duration.ofMinutes(1)).check("turn");
            took = System.nanoTime() - start;
        } while (took >= 5 * MILLISECOND);
        assertEquals(0, announced.get());
    }

    @Test
    void itIsAnnouncedOnceHoweverManyThingsAreWaitedFor() {
        Patience patience = patience(Duration.ofMinutes(1));
        waitFor(patience.slice());
        for (int i = 0; i < 10; i++) {
            patience.check("turn");
            patience.check("room");
        }
        assertEquals(1, announced.get());
    }

    @Test
    void oneLimitForAll() {
        long start = System.nanoTime();
        Patience patience = patience(Duration.ofMillis(30));
        SendTimeoutException e = assertThrows(SendTimeoutException.class, () -> {
            for (int i = 0; i < 1000; i++) {
                waitFor(patience.slice());
                patience.check("room");
            }
        });
        assertTrue(System.nanoTime() - start >= 30 * MILLISECOND, "too early");
        assertEquals("no room within 30 ms", e.getMessage());
        assertEquals(0, patience.slice());
    }

    @Test
    void limitShorterThanAMomentIsKeptAndNotAnnounced() {
        Patience patience = patience(Duration.ofMillis(1));
        assertTrue(patience.slice() <= MILLISECOND);
        waitFor(2 * MILLISECOND);
        assertThrows(SendTimeoutException.class, () -> patience.check("room"));
        assertEquals(0, announced.get());
    }

    @Test
    void whoMayNotWaitGetsATimeout() {
        Patience patience = new Patience(Duration.ofMinutes(1), () -> false);
        waitFor(6 * MILLISECOND);
        SendTimeoutException e = assertThrows(SendTimeoutException.class, () -> patience.check("room"));
        assertEquals("no room at once, and too many handlers are waiting already", e.getMessage());
    }

    @Test
    void withoutALimitItGoesOn() {
        Patience patience = patience(ConnectionSettings.OFF);
        waitFor(patience.slice());
        patience.check("room");
        assertTrue(patience.slice() > Duration.ofDays(10_000).toNanos());
    }

    private Patience patience(Duration limit) {
        return new Patience(limit, () -> {
            announced.incrementAndGet();
            return true;
        });
    }

    private static void waitFor(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            LockSupport.parkNanos(nanos);
        }
    }
}
