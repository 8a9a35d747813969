package io.github.zinx.dispatch;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many durations fell into each bucket of {@link TimeScale}, as far as any did: the buckets from the first to the last
 * that has been met, and a few around them. Most connections meet a handful of more than a hundred.
 *
 * <p>One thread counts; others may read beside it. What does not fit goes into a wider one, which takes over what is here.
 */
final class TimeCounts {

    /** Buckets come in groups of so many. */
    private static final int GROUP = 8;

    private final int first;
    private final AtomicLongArray counts;

    private TimeCounts(int firstGroup, int groups) {
        first = firstGroup * GROUP;
        counts = new AtomicLongArray(groups * GROUP);
    }

    /** Makes one with room for this bucket and nothing counted. */
    static TimeCounts around(int bucket) {
        return new TimeCounts(bucket / GROUP, 1);
    }

    boolean hasRoomFor(int bucket) {
        return bucket >= first && bucket < first + counts.length();
    }

    /** Makes one with room for this bucket too, and what is counted here. */
    TimeCounts widenedTo(int bucket) {
        int from = Math.min(first, bucket) / GROUP;
        int to = Math.max(first + counts.length() - 1, bucket) / GROUP;
        TimeCounts wider = new TimeCounts(from, to - from + 1);
        for (int i = 0; i < counts.length(); i++) {
            wider.counts.setPlain(first - wider.first + i, counts.getPlain(i));
        }
        return wider;
    }

    /** Counts one more; there must be room for its bucket. */
    void add(int bucket) {
        int place = bucket - first;
        counts.setOpaque(place, counts.getPlain(place) + 1);
    }

    /** Adds what is counted here to an array with a place for every bucket. */
    void addTo(long[] all) {
        for (int i = 0; i < counts.length() && first + i < all.length; i++) {
            all[first + i] += counts.getOpaque(i);
        }
    }
}
