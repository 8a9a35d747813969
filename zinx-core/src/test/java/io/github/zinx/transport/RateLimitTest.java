package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionSettings;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rates so low that what is noted here is minutes ahead, and no delay of the test's own makes a difference. */
@Timeout(30)
class RateLimitTest {

    private final AtomicBoolean open = new AtomicBoolean(true);

    private RateLimit limit(UnaryOperator<ConnectionSettings.Builder> change) {
        return RateLimit.of(change.apply(ConnectionSettings.builder()).build(), open::get);
    }

    @Test
    void withoutARateThereIsNoLimit() {
        assertNull(limit(s -> s));
        assertNotNull(limit(s -> s.maxMessageRate(1)));
        assertNotNull(limit(s -> s.maxByteRate(1024)));
    }

    @Test
    void aSecondsWorthMayComeAtOnceAndMoreIsAhead() {
        RateLimit limit = limit(s -> s.maxMessageRate(1));
        assertFalse(limit.isAhead());
        limit.noteMessage();
        assertFalse(limit.isAhead());
        for (int i = 0; i < 100; i++) {
            limit.noteMessage();
        }
        assertTrue(limit.isAhead());
    }

    @Test
    void bytesAreHeldToTheirOwnRate() {
        RateLimit limit = limit(s -> s.maxByteRate(1024));
        limit.noteBytes(1024);
        limit.noteMessage();
        assertFalse(limit.isAhead());
        limit.noteBytes(100 * 1024);
        assertTrue(limit.isAhead());
    }

    @Test
    void aReadAsksForASecondsWorthAtMost() {
        RateLimit bytes = limit(s -> s.maxByteRate(1024));
        assertEquals(1024, bytes.atMost(5000));
        assertEquals(10, bytes.atMost(10));
        assertEquals(5000, limit(s -> s.maxMessageRate(1)).atMost(5000));
    }

    @Test
    void whoIsNotAheadDoesNotPause() {
        RateLimit limit = limit(s -> s.maxMessageRate(1));
        limit.noteMessage();
        limit.pause();
    }

    @Test
    void aPauseEndsWithTheConnectionAndNotByAnInterrupt() throws Exception {
        RateLimit limit = limit(s -> s.maxMessageRate(1));
        for (int i = 0; i < 1000; i++) {
            limit.noteMessage();
        }
        CountDownLatch over = new CountDownLatch(1);
        Thread reader = Thread.ofPlatform().daemon().start(() -> {
            limit.pause();
            over.countDown();
        });
        awaitPause(reader);
        reader.interrupt();
        LockSupport.unpark(reader);
        awaitPause(reader);
        assertEquals(1, over.getCount());

        open.set(false);
        LockSupport.unpark(reader);
        assertTrue(over.await(10, TimeUnit.SECONDS));
    }

    @Test
    void aPauseLastsUntilItIsNoLongerAhead() {
        RateLimit limit = limit(s -> s.maxMessageRate(20));
        for (int i = 0; i < 22; i++) {
            limit.noteMessage();
        }
        limit.pause();
        assertFalse(limit.isAhead());
    }

    private static void awaitPause(Thread reader) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (reader.getState() != Thread.State.TIMED_WAITING || reader.isInterrupted()) {
            assertTrue(System.nanoTime() < end, "it does not pause");
            Thread.onSpinWait();
        }
    }
}
