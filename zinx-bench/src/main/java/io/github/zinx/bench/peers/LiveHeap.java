package io.github.zinx.bench.peers;

import java.util.concurrent.TimeUnit;

/** How much of the heap is alive. */
final class LiveHeap {

    private static final int MOST_COLLECTIONS = 10;
    private static final long SAME = 64 * 1024;

    /** For what a collection has only found dead: cleaners and reference queues have their turn after it. */
    private static final long PAUSE_MILLIS = 100;

    private LiveHeap() {}

    /** Collects until two collections in a row leave the same; returns the bytes that are left. */
    static long bytes() throws InterruptedException {
        long before = collect();
        for (int i = 1; i < MOST_COLLECTIONS; i++) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            long now = collect();
            if (Math.abs(before - now) < SAME) {
                return now;
            }
            before = now;
        }
        return before;
    }

    private static long collect() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
