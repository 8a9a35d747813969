package io.github.zinx.tests.fuzz;

import java.util.stream.IntStream;

/** In what pieces a stream arrives, again and again the same few sizes. */
public final class Cuts {

    private static final int MOST = 8;

    private final int[] sizes;
    private int turn;
    private boolean paused;

    private Cuts(int[] sizes) {
        this.sizes = sizes;
    }

    /** Without any sizes everything comes at once. */
    public static Cuts of(Choices choices) {
        int count = choices.next() % (MOST + 1);
        return new Cuts(IntStream.range(0, count).map(i -> size(choices.next())).toArray());
    }

    /** Small ones are what they say, and a few are large. */
    private static int size(int chosen) {
        return chosen < 200 ? chosen : (chosen - 199) * 64;
    }

    /** How many bytes come next; 0 for none for a while, and never twice in turn. */
    public int next() {
        if (sizes.length == 0) {
            return Integer.MAX_VALUE;
        }
        int size = sizes[turn++ % sizes.length];
        boolean again = paused && size == 0;
        paused = size == 0 && !again;
        return again ? 1 : size;
    }
}
