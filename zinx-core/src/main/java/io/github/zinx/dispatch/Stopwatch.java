package io.github.zinx.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What runs for one connection now, and how long its handlers took. Written by whichever thread runs the connection's
 * work, of which there is one at a time, each after the one before; so nothing here needs an atomic addition, and a reader
 * beside it finds numbers that are at most a moment old.
 *
 * <p>A look at the clock costs as much as a short handler. So one handler's end is the next one's beginning; and where
 * handlers have long been so short that several fit into the first bucket of {@link TimeScale}, several are timed
 * together. All of them belong into that bucket then, and if they took longer than it goes, one of them was slow: it
 * is counted with the time of all, and the next ones are timed singly again.
 *
 * <p>Nothing here throws: where there is no memory to count a time in, the time is lost.
 */
final class Stopwatch {

    /** At most so many handlers are timed together, */
    private static final int MOST_TOGETHER = 8;

    /** and only after so many in a row that were short; */
    private static final int SHORT_ONES = 64;

    /** as many as take half of the first bucket. */
    private static final long BUDGET = TimeScale.end(0) / 2;

    /** A handler that takes less is quick: one that writes a frame to a socket still is, */
    private static final long QUICK = TimeUnit.MICROSECONDS.toNanos(64);

    /** and so it has been said of a connection's after so many in a row. */
    private static final int QUICK_ONES = 16;

    private static final VarHandle RUNNING = field("running", Work.class);
    private static final VarHandle WATCHED = field("watched", boolean.class);
    private static final VarHandle SHORT = field("brief", long.class);
    private static final VarHandle TOTAL = field("total", long.class);
    private static final VarHandle LONGEST = field("longest", long.class);

    private final LongSupplier clock;

    @SuppressWarnings("UnusedVariable") // by its handle alone
    private @Nullable Work running;

    /** Somebody has seen what runs, or ran a moment ago; its end is looked at. */
    @SuppressWarnings("UnusedVariable") // by its handle alone
    private boolean watched;

    /** How many were in the first bucket. */
    private long brief;

    private long total;
    private long longest;

    /** For all other buckets; made for the first handler that needs one. */
    private volatile @Nullable TimeCounts counts;

    // The running thread's own.
    private long started;
    private long looked;
    private int sinceLook;
    private int together = 1;
    private int shortInARow;
    private int quickInARow;

    Stopwatch() {
        this(System::nanoTime);
    }

    /** Goes by this clock, which shows nanoseconds from any beginning. */
    Stopwatch(LongSupplier clock) {
        this.clock = clock;
    }

    /** The calling thread begins to run work, or goes on with it after a {@link #rest}. */
    void start() {
        started = clock.getAsLong();
        looked = started;
    }

    /** Returns for how long the thread has been at it, up to the last look at the clock. */
    long ran() {
        return looked - started;
    }

    /** Says whether the last handlers were all so quick that it hardly matters which thread runs the next one. */
    boolean areQuick() {
        return quickInARow >= QUICK_ONES;
    }

    /**
     * The thread goes on with its work after something else, which is not counted before a handler that is timed singly or is
     * the first of several; between those it was as short as they.
     */
    void goOn() {
        if (sinceLook == 0) {
            looked = clock.getAsLong();
        }
    }

    /** The work begins, on the calling thread. */
    void begin(Work work) {
        if (work.isTask()) {
            rest(); // tasks are not counted
        }
        work.begin(looked);
        RUNNING.setRelease(this, work);
    }

    /** The work has ended. */
    void end(Work work) {
        RUNNING.setRelease(this, null);
        if (work.isTask()) {
            looked = clock.getAsLong();
            return;
        }
        sinceLook++;
        boolean seen = (boolean) WATCHED.getOpaque(this);
        if (sinceLook >= together || seen) {
            look();
        }
    }

    /** Nothing runs from here until the next {@link #start}. */
    void rest() {
        if (sinceLook > 0) {
            look();
        }
    }

    private void look() {
        int handlers = sinceLook;
        sinceLook = 0;
        try {
            count(handlers);
        } catch (OutOfMemoryError e) {
            // A connection whose time could not be counted must not be left without a thread for that.
        }
    }

    private void count(int handlers) {
        long now = clock.getAsLong();
        long nanos = Math.max(0, now - looked);
        looked = now;
        if (nanos > longest) {
            LONGEST.setOpaque(this, nanos);
        }
        TOTAL.setOpaque(this, total + nanos);
        quickInARow = nanos < QUICK ? Math.min(QUICK_ONES, quickInARow + handlers) : 0;
        int bucket = TimeScale.bucket(nanos);
        if (bucket == 0) {
            SHORT.setOpaque(this, brief + handlers);
            shortInARow = Math.min(SHORT_ONES, shortInARow + handlers);
            together = shortInARow < SHORT_ONES ? 1 : fitting(nanos / handlers);
        } else {
            SHORT.setOpaque(this, brief + handlers - 1);
            countInto(bucket);
            shortInARow = 0;
            together = 1;
        }
        WATCHED.setOpaque(this, false);
    }

    private static int fitting(long nanosEach) {
        return Math.clamp(BUDGET / Math.max(1, nanosEach), 1, MOST_TOGETHER);
    }

    private void countInto(int bucket) {
        TimeCounts now = counts;
        if (now == null || !now.hasRoomFor(bucket)) {
            now = now == null ? TimeCounts.around(bucket) : now.widenedTo(bucket);
            counts = now;
        }
        now.add(bucket);
    }

    /** Returns what runs now; how long that takes is looked at by itself then, whatever came before it. */
    @Nullable
    Work running() {
        Work now = (Work) RUNNING.getAcquire(this);
        if (now != null) {
            WATCHED.setOpaque(this, true);
        }
        return now;
    }

    void addTo(TimeTotals totals) {
        totals.add((long) SHORT.getOpaque(this), (long) TOTAL.getOpaque(this), (long) LONGEST.getOpaque(this));
        TimeCounts now = counts;
        if (now != null) {
            totals.add(now);
        }
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Stopwatch.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
