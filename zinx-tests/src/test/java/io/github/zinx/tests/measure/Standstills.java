package io.github.zinx.tests.measure;

import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that want nothing but to wake up every 2 ms, and note when they could not: the machine's own pauses. One is a
 * platform thread, one a virtual thread, which needs a carrier besides.
 */
final class Standstills {

    private static final long BEAT = 2_000_000;
    private static final long NOTED = 5_000_000;

    /** From when to when. */
    record Standstill(long begin, long end) {
        long nanos() {
            return end - begin;
        }

        long within(Standstill other) {
            return Math.max(0, Math.min(end, other.end) - Math.max(begin, other.begin));
        }
    }

    private final Queue<Standstill> ofPlatformThread = new ConcurrentLinkedQueue<>();
    private final Queue<Standstill> ofVirtualThread = new ConcurrentLinkedQueue<>();

    private Standstills() {}

    static Standstills watch() {
        Standstills standstills = new Standstills();
        Thread.ofPlatform().name("canary").daemon().start(() -> note(standstills.ofPlatformThread));
        Thread.ofVirtual().name("canary").start(() -> note(standstills.ofVirtualThread));
        return standstills;
    }

    private static void note(Queue<Standstill> standstills) {
        while (true) {
            long due = System.nanoTime() + BEAT;
            LockSupport.parkNanos(BEAT);
            long now = System.nanoTime();
            if (now - due > NOTED) {
                standstills.add(new Standstill(due, now));
            }
        }
    }

    /** Returns for how many nanoseconds of this time one of the two could not wake up, whichever is more. */
    long within(Standstill time) {
        return List.of(ofPlatformThread, ofVirtualThread).stream()
                .mapToLong(
                        all -> all.stream().mapToLong(each -> each.within(time)).sum())
                .max()
                .orElse(0);
    }

    @Override
    public String toString() {
        return "standstills of more than 5 ms: platform thread " + shown(ofPlatformThread) + ", virtual thread "
                + shown(ofVirtualThread);
    }

    private static String shown(Queue<Standstill> all) {
        long longest = all.stream().mapToLong(Standstill::nanos).max().orElse(0);
        return String.format(Locale.ROOT, "%,d, at most %.1f ms", all.size(), longest / 1e6);
    }
}
