package io.github.zinx.bench.peers;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/**
 * Uses CPU as a handler that computes would. The amount is a fixed number of steps, measured once per process, and not a
 * time on the clock: two handlers that share one core take twice as long, instead of both looking on while the clock
 * runs. A step is a checksum, which is as fast before the compiler has seen it as afterwards; otherwise the measurement
 * would depend on when that happens.
 */
final class Burn {

    /** What one step adds up, about a microsecond's worth. */
    private static final byte[] FOOD = new byte[64 * 1024];

    private static final long MEASURING = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int STEPS_AT_ONCE = 20;
    private static final int LONGEST_MICROS = 1_000_000;

    /** Takes the results, so that no compiler leaves the work out. */
    @SuppressWarnings("UnusedVariable")
    private static volatile long sink;

    private static final double STEPS_PER_MICRO = measure();

    private Burn() {}

    /** Uses so many microseconds of CPU; at most a second, and nothing for a negative number. */
    static void micros(int micros) {
        steps(Math.round(Math.min(micros, LONGEST_MICROS) * STEPS_PER_MICRO));
    }

    /** Says how much work a microsecond is here; measured at the first call. */
    static String speed() {
        return String.format(Locale.ROOT, "%.2f checksums of %d bytes per us", STEPS_PER_MICRO, FOOD.length);
    }

    /** Returns the best of many short attempts: anything slower was disturbed. */
    private static double measure() {
        double best = 0;
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < MEASURING) {
            long start = System.nanoTime();
            steps(STEPS_AT_ONCE);
            double micros = (System.nanoTime() - start) / 1e3;
            best = Math.max(best, STEPS_AT_ONCE / micros);
        }
        return best;
    }

    private static void steps(long count) {
        CRC32 sum = new CRC32();
        for (long i = 0; i < count; i++) {
            sum.update(FOOD, 0, FOOD.length);
        }
        sink = sum.getValue();
    }
}
