package io.github.zinx.dispatch;

/** The handler times of many connections, added up on {@link TimeScale}. For one thread at a time. */
public final class TimeTotals {

    private final long[] counts;
    private long nanos;
    private long longest;

    /** Begins with nothing. */
    public TimeTotals() {
        counts = new long[TimeScale.BUCKETS];
    }

    /** Begins with a copy of what the other one has now. */
    public TimeTotals(TimeTotals other) {
        counts = other.counts.clone();
        nanos = other.nanos;
        longest = other.longest;
    }

    /** Adds so many times that are in the first bucket; sum and maximum are of all times, those of other buckets too. */
    void add(long moreInFirst, long moreNanos, long maybeLongest) {
        counts[0] += moreInFirst;
        nanos += moreNanos;
        longest = Math.max(longest, maybeLongest);
    }

    void add(TimeCounts more) {
        more.addTo(counts);
    }

    /** Returns a copy of how many times fell into each bucket. */
    public long[] counts() {
        return counts.clone();
    }

    /** Returns the sum of all times in nanoseconds. */
    public long nanos() {
        return nanos;
    }

    /** Returns the longest time in nanoseconds. */
    public long longest() {
        return longest;
    }
}
