package io.github.zinx.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How many durations fell into each bucket of {@link TimeScale}, as far as any did: the buckets from the first to the last
 * that has been met, and a few around them. Most connections meet a handful of more than a hundred.
 *
 * <p>One thread counts; others may read beside it. What does not fit goes into a wider one, which takes over what is here.
 */
final class TimeCounts {

    /** Buckets come in groups of so many. */
    private static final int GROUP = 8;

    private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(long[].class);

    private final int first;
    private final long[] counts;

    private TimeCounts(int firstGroup, int groups) {
        first = firstGroup * GROUP;
        counts = new long[groups * GROUP];
    }

    /** Makes one with room for this bucket and nothing counted. */
    static TimeCounts around(int bucket) {
        return new TimeCounts(bucket / GROUP, 1);
    }

    boolean hasRoomFor(int bucket) {
        return bucket >= first && bucket < first + counts.length;
    }

    /** Makes one with room for this bucket too, and what is counted here. */
    TimeCounts widenedTo(int bucket) {
        int from = Math.min(first, bucket) / GROUP;
        int to = Math.max(first + counts.length - 1, bucket) / GROUP;
        TimeCounts wider = new TimeCounts(from, to - from + 1);
        System.arraycopy(counts, 0, wider.counts, first - wider.first, counts.length);
        return wider;
    }

    /** Counts one more; there must be room for its bucket. */
    void add(int bucket) {
        int place = bucket - first;
        PLACE.setOpaque(counts, place, counts[place] + 1);
    }

    /** Adds what is counted here to an array with a place for every bucket. */
    void addTo(long[] all) {
        for (int i = 0; i < counts.length && first + i < all.length; i++) {
            all[first + i] += (long) PLACE.getOpaque(counts, i);
        }
    }
}
