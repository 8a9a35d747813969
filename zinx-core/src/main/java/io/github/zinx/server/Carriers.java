package io.github.zinx.server;

import io.github.zinx.transport.Deadlines;
import java.time.Duration;

/**
 * Watches whether virtual threads get a carrier: readers and writers are virtual threads, and user code that holds
 * carriers (native calls, and before Java 24 blocking inside {@code synchronized}) starves them all. Looks as often as
 * the sweeper does, from the sweeper's platform thread.
 */
final class Carriers implements Deadlines.Swept {

    private static final long LATE = Duration.ofMillis(500).toNanos();

    private final LimitedLog log;
    private volatile boolean answered = true;
    private long asked;

    Carriers(LimitedLog log) {
        this.log = log;
    }

    /** Returns how many carriers this JVM has, as far as it says. */
    static int count() {
        return Integer.getInteger(
                "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    }

    @Override
    public void sweep(long now) {
        if (answered) {
            answered = false;
            asked = now;
            ask();
        } else if (now - asked > LATE) {
            log.warn(
                    "carriers",
                    "a virtual thread has waited "
                            + Duration.ofNanos(now - asked).toMillis()
                            + " ms for a carrier: if handlers hold carriers (native calls; synchronized before Java 24),"
                            + " set workers.threads: platform",
                    null);
        }
    }

    /** Says whether the last question has been answered. */
    boolean isAnswered() {
        return answered;
    }

    private void ask() {
        try {
            Thread.startVirtualThread(() -> answered = true);
        } catch (Throwable t) {
            answered = true; // no memory for a thread is another trouble
            throw t;
        }
    }
}
