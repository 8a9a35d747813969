package io.github.zinx.tests.support;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Times, in buckets of which each ends a twentieth after the one before; so a percentile is too high by that at most. */
public final class Latencies {

    private static final double STEP = Math.log(1.05);

    private final AtomicLongArray counts = new AtomicLongArray(512);
    private final AtomicLong longest = new AtomicLong();

    /** Adds a time in nanoseconds; from any thread. */
    public void add(long nanos) {
        int bucket = nanos <= 1000 ? 0 : (int) (Math.log(nanos / 1000.0) / STEP) + 1;
        counts.incrementAndGet(Math.min(bucket, counts.length() - 1));
        longest.accumulateAndGet(nanos, Math::max);
    }

    /** Adds all that the other has. */
    public void addAll(Latencies other) {
        for (int i = 0; i < counts.length(); i++) {
            counts.addAndGet(i, other.counts.get(i));
        }
        longest.accumulateAndGet(other.longest.get(), Math::max);
    }

    /** Begins anew. */
    public void clear() {
        for (int i = 0; i < counts.length(); i++) {
            counts.set(i, 0);
        }
        longest.set(0);
    }

    /** Returns microseconds that so many percent did not exceed; 0 if there are none. */
    public long percentile(double percent) {
        long all = 0;
        for (int i = 0; i < counts.length(); i++) {
            all += counts.get(i);
        }
        long seen = 0;
        for (int i = 0; i < counts.length(); i++) {
            seen += counts.get(i);
            if (seen > 0 && seen >= all * percent / 100) {
                return Math.min(worst(), Math.round(Math.exp(i * STEP)));
            }
        }
        return 0;
    }

    /** Returns the longest in microseconds. */
    public long worst() {
        return longest.get() / 1000;
    }

    /** Shows median, 99th percentile and the longest in milliseconds. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "p50 %.1f p99 %.1f worst %.1f ms",
                percentile(50) / 1e3,
                percentile(99) / 1e3,
                worst() / 1e3);
    }
}
