package io.github.zinx.dispatch;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What runs for one connection now, and how long its handlers took. Written by whichever thread runs the connection's
 * work, of which there is one at a time, each after the one before; so nothing here needs an atomic addition, and a reader
 * beside it finds numbers that are at most a moment old.
 */
final class Stopwatch {

    private final AtomicReference<@Nullable Work> running = new AtomicReference<>();
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();

    /** Made for the first handler: many connections never have one. */
    private volatile @Nullable TimeCounts counts;

    /** The work begins, on the calling thread. */
    void begin(Work work, long now) {
        work.begin(now);
        running.setRelease(work);
    }

    /** The work has ended; only the time of handlers is counted. */
    void end(Work work, long now) {
        running.setRelease(null);
        if (work instanceof Work.Letter) {
            count(Math.max(0, now - work.since()));
        }
    }

    private void count(long nanos) {
        int bucket = TimeScale.bucket(nanos);
        TimeCounts now = counts;
        if (now == null || !now.hasRoomFor(bucket)) {
            now = now == null ? TimeCounts.around(bucket) : now.widenedTo(bucket);
            counts = now;
        }
        if (nanos > longest.getPlain()) {
            longest.setOpaque(nanos);
        }
        total.setOpaque(total.getPlain() + nanos);
        now.add(bucket);
    }

    @Nullable
    Work running() {
        return running.getAcquire();
    }

    void addTo(TimeTotals totals) {
        TimeCounts now = counts;
        if (now != null) {
            totals.add(now, total.getOpaque(), longest.getOpaque());
        }
    }
}
