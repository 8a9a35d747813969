package io.github.zinx.tests.support;

import java.util.concurrent.locks.LockSupport;

/**
 * A thread that does nothing but wake up every 20 ms and note how late it was: what the machine, or the JVM, makes
 * everybody wait.
 */
public final class Canary {

    /** Nanoseconds from one time to the next. */
    public static final long BEAT = 20_000_000;

    private final Latencies late = new Latencies();

    /** Starts it, a daemon. */
    public static Canary start() {
        Canary canary = new Canary();
        Thread.ofPlatform().name("soak-canary").daemon().start(canary::run);
        return canary;
    }

    private void run() {
        long due = System.nanoTime();
        while (true) {
            due += BEAT;
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
            late.add(System.nanoTime() - due);
        }
    }

    /** Returns how late it has been. */
    public Latencies late() {
        return late;
    }
}
