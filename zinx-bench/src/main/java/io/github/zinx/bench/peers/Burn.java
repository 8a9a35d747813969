package io.github.zinx.bench.peers;

import java.util.concurrent.TimeUnit;

/**
 * Uses CPU as a handler that computes would. The amount is a fixed number of steps, measured once per process, and not a
 * time on the clock: two handlers that share one core take twice as long, instead of both looking on while the clock
 * runs.
 */
final class Burn {

    /** Steps in one piece of work, about a microsecond. */
    private static final int PIECE = 700;

    private static final long MEASURING = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int PIECES_AT_ONCE = 200;
    private static final int LONGEST_MICROS = 1_000_000;

    /** Takes the results, so that no compiler leaves the work out. */
    private static volatile long sink = 88_172_645_463_325_252L;

    private static final double PIECES_PER_MICRO = measure();

    private Burn() {}

    /** Uses so many microseconds of CPU; at most a second, and nothing for a negative number. */
    static void micros(int micros) {
        pieces(Math.round(Math.min(micros, LONGEST_MICROS) * PIECES_PER_MICRO));
    }

    /** Says how much work a microsecond is here; measured at the first call. */
    static String speed() {
        return String.format("%.0f steps/us", PIECES_PER_MICRO * PIECE);
    }

    /** Returns the best of many short attempts: anything slower was disturbed, or not yet compiled. */
    private static double measure() {
        double best = 0;
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < MEASURING) {
            long start = System.nanoTime();
            pieces(PIECES_AT_ONCE);
            double micros = (System.nanoTime() - start) / 1e3;
            best = Math.max(best, PIECES_AT_ONCE / micros);
        }
        return best;
    }

    private static void pieces(long count) {
        long state = sink;
        for (long i = 0; i < count; i++) {
            state = piece(state);
        }
        sink = state;
    }

    private static long piece(long seed) {
        long state = seed;
        for (int i = 0; i < PIECE; i++) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
        }
        return state;
    }
}
