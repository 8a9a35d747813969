package io.github.zinx.tests.lanes;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** How long answers took that were asked for on a fixed schedule: each counts from when it was due, not from when it went. */
final class Pings {

    private final long[] nanos;

    private Pings(long[] nanos) {
        this.nanos = nanos;
    }

    static Pings every(Duration period, int count, Callable<?> ping) throws Exception {
        long[] nanos = new long[count];
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = start + i * period.toNanos();
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            ping.call();
            nanos[i] = System.nanoTime() - due;
        }
        Arrays.sort(nanos);
        return new Pings(nanos);
    }

    void assertNoneLongerThan(Duration bound) {
        assertTrue(nanos[nanos.length - 1] < bound.toNanos(), () -> "not in time: " + this);
    }

    @Override
    public String toString() {
        return nanos.length + " pings, median " + micros(50) + " us, p99 " + micros(99) + " us, longest " + micros(100)
                + " us";
    }

    private long micros(int percent) {
        return nanos[Math.min(nanos.length - 1, nanos.length * percent / 100)] / 1000;
    }
}
