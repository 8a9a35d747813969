package io.github.zinx.transport;

import java.util.concurrent.LinkedBlockingDeque;

/**
 * The larger arrays in which frames stand before they are written: lent for one write, so that a connection that is quiet has
 * none, and a busy one does not make one anew for every write. A few are kept for all connections of this process, as few
 * of them have one at the same moment; one that waits for a slow peer keeps its own for as long as that takes. The one that
 * came back last goes out first, since it may still be in the processor's caches. Safe for use by many threads; nothing
 * here waits.
 */
final class SpareBuffers {

    /** How many bytes each has. */
    static final int SIZE = 64 * 1024;

    /** Smaller ones are made anew. */
    private static final int LEAST = 16 * 1024;

    private static final int KEPT = 32;
    private static final LinkedBlockingDeque<byte[]> SPARE = new LinkedBlockingDeque<>(KEPT);

    private SpareBuffers() {}

    /** Returns how many bytes an array will have that is taken for so many. */
    static int sizeFor(int bytes) {
        return bytes < LEAST ? bytes : Math.max(bytes, SIZE);
    }

    /** Returns an array for so many bytes, of {@link #sizeFor} that, with anything in it. */
    static byte[] take(int bytes) {
        int size = sizeFor(bytes);
        byte[] spare = size == SIZE ? SPARE.pollFirst() : null;
        return spare != null ? spare : new byte[size];
    }

    /** Takes back an array that nobody uses any more. */
    static void giveBack(byte[] buffer) {
        if (buffer.length == SIZE) {
            SPARE.offerFirst(buffer);
        }
    }
}
