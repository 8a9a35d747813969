package io.github.zinx.transport;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The sweeper: one platform thread that looks at everything with a time limit every 100 ms, and sleeps while there is
 * nothing to look at. A limit is therefore noticed up to that much late, never early.
 *
 * <p>Where the whole process has stood still (a container that was paused, a machine that was frozen), that time counts
 * for nobody: what peers sent meanwhile lay in the kernel, and those that share the machine stood still as well. Readers
 * then have a second to find what has come before anybody's limit counts as passed.
 */
public final class Deadlines implements AutoCloseable {

    /** Something with time limits. */
    @FunctionalInterface
    public interface Swept {
        /** Acts on the limits that have passed at this time; must not block or throw. */
        void sweep(long now);

        /**
         * Says whether it has to be looked at even though nothing has a time limit; asked only of what is looked at in
         * every round.
         */
        default boolean isBusy() {
            return false;
        }
    }

    private static final long TICK = Duration.ofMillis(100).toNanos();
    private static final long STANDSTILL = Duration.ofSeconds(1).toNanos();
    private static final long RECOVERY = Duration.ofSeconds(1).toNanos();

    private final Set<Swept> all = ConcurrentHashMap.newKeySet();
    private final Swept also;
    private final Thread thread;
    /** For how many nanoseconds the process has stood still. */
    private final AtomicLong leftOut = new AtomicLong();

    private volatile boolean asleep;
    private volatile boolean closed;

    /**
     * Starts the sweeper's thread, a daemon of this name.
     *
     * @param also looked at in every round, at a time by {@link System#nanoTime}; for as long as it
     *     {@linkplain Swept#isBusy is busy}, there are rounds, but becoming busy wakes nobody
     */
    public Deadlines(String threadName, Swept also) {
        this.also = also;
        thread = Thread.ofPlatform().name(threadName).daemon().start(this::run);
    }

    /**
     * Returns the nanoseconds that limits go by: those of {@link System#nanoTime} without standstills of the process. Goes
     * back when one is noticed, a moment after it.
     */
    public long now() {
        return System.nanoTime() - leftOut.get();
    }

    /** Looks after this one from now on, by the clock of {@link #now}. */
    public void add(Swept swept) {
        all.add(swept);
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    /** Forgets this one; it may be looked at a last time meanwhile. */
    public void remove(Swept swept) {
        all.remove(swept);
    }

    /** Ends the thread; nothing is looked at any more. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        long woke = System.nanoTime();
        while (!closed) {
            asleep = true;
            if (all.isEmpty() && !also.isBusy()) {
                LockSupport.park(this); // add and close wake it; after a wake-up for no reason it looks again
                woke = System.nanoTime();
            } else {
                asleep = false;
                awaitRound(woke);
                woke = System.nanoTime();
                long now = now();
                all.forEach(swept -> sweep(swept, now));
                sweep(also, System.nanoTime());
            }
        }
    }

    /** Counts from when the last wait was over, since a standstill may begin in the middle of a round, too. */
    private void awaitRound(long woke) {
        LockSupport.parkNanos(this, TICK);
        long took = System.nanoTime() - woke;
        if (took > TICK + STANDSTILL && !closed) {
            leftOut.addAndGet(took);
            LockSupport.parkNanos(this, RECOVERY);
        }
    }

    private static void sweep(Swept swept, long now) {
        try {
            swept.sweep(now);
        } catch (Throwable t) {
            // One connection's trouble (no memory for a log line, say) must not leave all others without limits; it is
            // looked at again in the next round.
        }
    }
}
