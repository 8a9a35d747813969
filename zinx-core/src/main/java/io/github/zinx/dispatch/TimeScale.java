package io.github.zinx.dispatch;

/**
 * The fixed scale on which durations are counted: one bucket for all below 1,024 ns, then four for each doubling, up to
 * 2<sup>38</sup> ns (more than four minutes), and one for all beyond. A duration differs from its bucket's upper end by a
 * quarter at most.
 */
public final class TimeScale {

    private static final int FIRST_POWER = 10;
    private static final int LAST_POWER = 37;
    private static final int STEPS = 4;

    /** How many buckets there are. */
    public static final int BUCKETS = 1 + (LAST_POWER - FIRST_POWER + 1) * STEPS + 1;

    private TimeScale() {}

    /** Returns the number of the bucket for so many nanoseconds, counted from 0. */
    public static int bucket(long nanos) {
        if (nanos < 1L << FIRST_POWER) {
            return 0;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        int step = (int) (nanos >>> (power - 2)) & (STEPS - 1);
        return Math.min(BUCKETS - 1, 1 + (power - FIRST_POWER) * STEPS + step);
    }

    /** Returns the nanoseconds at which this bucket ends, which belong to the next; the last one never ends. */
    public static long end(int bucket) {
        if (bucket == 0) {
            return 1L << FIRST_POWER;
        }
        if (bucket == BUCKETS - 1) {
            return Long.MAX_VALUE;
        }
        int power = FIRST_POWER + (bucket - 1) / STEPS;
        int step = (bucket - 1) % STEPS;
        return (STEPS + step + 1L) << (power - 2);
    }
}
