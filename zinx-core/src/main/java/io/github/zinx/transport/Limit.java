package io.github.zinx.transport;

import io.github.zinx.CloseReason;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A limit on how long something may take, once or again and again, and the reason to give when it takes longer. Its
 * clock is started and stopped by one thread at a time and read by the sweeper; while it is stopped nothing passes.
 */
final class Limit {

    private final CloseReason.Kind kind;
    private final long nanos;
    private final LongSupplier clock;
    private volatile long since;
    private volatile boolean running;

    /** Goes by this clock, which shows nanoseconds from any beginning. */
    Limit(CloseReason.Kind kind, Duration limit, LongSupplier clock) {
        this.kind = kind;
        nanos = limit.toNanos();
        this.clock = clock;
    }

    void start() {
        since = clock.getAsLong();
        running = true;
    }

    /** Starts the clock unless it is running already. */
    void startIfStopped() {
        if (!running) {
            start();
        }
    }

    /** Starts the clock afresh if it is running; for the sweeper, beside the thread that starts and stops it. */
    void restartIfRunning() {
        if (running) {
            since = clock.getAsLong();
        }
    }

    boolean isRunning() {
        return running;
    }

    void stop() {
        running = false;
    }

    boolean hasPassed(long now) {
        return left(now) < 0;
    }

    /** Says whether it has been started later than this. */
    boolean isAheadOf(long now) {
        return running && now - since < 0;
    }

    /** For how many nanoseconds from now on it cannot pass, whoever starts it meanwhile; negative once it has passed. */
    long left(long now) {
        long gone = running ? now - since : 0;
        return nanos - Math.max(0, gone); // it may have been started a moment after now
    }

    CloseReason.Kind kind() {
        return kind;
    }
}
