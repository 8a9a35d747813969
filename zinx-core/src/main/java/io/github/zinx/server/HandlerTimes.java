package io.github.zinx.server;

import io.github.zinx.dispatch.TimeScale;
import io.github.zinx.dispatch.TimeTotals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long the handlers of a server have taken, from the first interceptor until the last step has returned or thrown;
 * what they waited for inside sends is included. Immutable.
 *
 * <p>The times are counted in buckets of a fixed scale: one for all below 1,024 ns, then four for each doubling up to
 * about four and a half minutes, and one for all beyond. So a percentile is too high by a quarter at most, while count
 * and total are exact. Only a time that there is no memory to count in may be missing.
 *
 * <p>A look at the clock takes as long as a very short handler. Where a connection's last 64 handlers took less than
 * 1,024 ns each, and several together do, up to eight are timed together. If one of those turns out to be slow it
 * counts with the time of all eight, the others as short; where two of the eight are slow, which is rare, that makes
 * one time of theirs. A maximum below 1,024 ns may be the time of several, too. Those of a connection that still runs
 * are counted when the last of the eight has returned; where its
 * reader runs them, the decoding between them counts with them.
 */
public final class HandlerTimes {

    /** The times of a server that has handled nothing. */
    public static final HandlerTimes NONE = new HandlerTimes(new TimeTotals());

    /**
     * One bucket of the scale.
     *
     * @param below the time that is longer than all in this bucket; for the last one, which has no end,
     *     {@link io.github.zinx.ConnectionSettings#OFF}
     * @param count how many times fell between the end of the bucket before and this one's
     */
    public record Bucket(Duration below, long count) {}

    private final long[] counts;
    private final long count;
    private final long total;
    private final long longest;

    HandlerTimes(TimeTotals totals) {
        counts = totals.counts();
        count = Arrays.stream(counts).sum();
        total = totals.nanos();
        longest = totals.longest();
    }

    /** Returns how many handlers have returned or thrown. */
    public long count() {
        return count;
    }

    /** Returns the sum of all times. */
    public Duration total() {
        return Duration.ofNanos(total);
    }

    /** Returns the longest time; zero if there is none. Very short ones are timed together, see above. */
    public Duration max() {
        return Duration.ofNanos(longest);
    }

    /**
     * Returns a time that so many percent of the handlers did not exceed: the upper end of the bucket in which this
     * percentile lies, or the maximum if that is less; zero if there is none.
     *
     * @param percent more than 0 and at most 100, for example 99.9
     * @throws IllegalArgumentException if it is not
     */
    public Duration percentile(double percent) {
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException("a percentile is more than 0 and at most 100, not " + percent);
        }
        long rank = (long) Math.ceil(count * (percent / 100));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && seen > 0) {
                return Duration.ofNanos(Math.min(longest, TimeScale.end(i)));
            }
        }
        return max();
    }

    /** Returns all buckets in the order of their times, the empty ones too; always the same scale. */
    public List<Bucket> buckets() {
        List<Bucket> buckets = new ArrayList<>(counts.length);
        for (int i = 0; i < counts.length; i++) {
            buckets.add(new Bucket(Duration.ofNanos(TimeScale.end(i)), counts[i]));
        }
        return List.copyOf(buckets);
    }

    /** Shows count, median, 99th percentile and maximum. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d handled, p50 %.3f ms, p99 %.3f ms, longest %.3f ms",
                count,
                percentile(50).toNanos() / 1e6,
                percentile(99).toNanos() / 1e6,
                longest / 1e6);
    }
}
