package io.github.zinx.transport;

import java.util.concurrent.ArrayBlockingQueue;

/**
 * The buffers in which writers gather frames: lent for one write, so that a connection that is quiet has none, and a busy
 * one does not make one anew for every write. A few are kept for all writers of this process, as few of them gather at
 * the same moment; a writer that waits for a slow peer keeps its own for as long as that takes. Safe for use by many
 * threads; nothing here waits.
 */
final class SpareBuffers {

    /** How many bytes each has. */
    static final int SIZE = 64 * 1024;

    private static final int KEPT = 16;
    private static final ArrayBlockingQueue<byte[]> SPARE = new ArrayBlockingQueue<>(KEPT);

    private SpareBuffers() {}

    /** Returns a buffer with anything in it. */
    static byte[] take() {
        byte[] spare = SPARE.poll();
        return spare != null ? spare : new byte[SIZE];
    }

    /** Takes back a buffer that nobody uses any more. */
    static void giveBack(byte[] buffer) {
        SPARE.offer(buffer);
    }
}
