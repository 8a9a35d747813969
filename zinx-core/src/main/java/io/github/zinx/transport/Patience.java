package io.github.zinx.transport;

import io.github.zinx.ConnectionSettings;
import io.github.zinx.SendTimeoutException;
import java.time.Duration;

/**
 * One sender's wait, however many things it waits for in turn: one time limit over all of them, and after the first few
 * milliseconds, once, word to whoever depends on the waiting thread.
 */
final class Patience {

    /** Shorter waits are everyday business: every unbuffered send waits for some microseconds. */
    private static final long MOMENT = Duration.ofMillis(5).toNanos();

    private final long start = System.nanoTime();
    private final long limit;
    private final LongWait longWait;
    private boolean announced;

    Patience(Duration limit, LongWait longWait) {
        this.limit = limit.compareTo(ConnectionSettings.OFF) < 0 ? limit.toNanos() : Long.MAX_VALUE;
        this.longWait = longWait;
    }

    /** Returns how many nanoseconds to wait before asking again. */
    long slice() {
        long waited = System.nanoTime() - start;
        long left = limit - waited;
        return Math.max(0, announced ? left : Math.min(left, MOMENT - waited));
    }

    /**
     * To be called after each slice that brought nothing.
     *
     * @throws SendTimeoutException if the limit has passed, or the thread may not wait any longer
     */
    void check(String awaited) {
        long waited = System.nanoTime() - start;
        if (waited >= limit) {
            throw new SendTimeoutException("no " + awaited + " within " + limit / 1_000_000 + " ms");
        }
        if (!announced && waited >= MOMENT) {
            if (!longWait.begin()) {
                throw new SendTimeoutException("no " + awaited + " at once, and too many handlers are waiting already");
            }
            announced = true;
        }
    }
}
