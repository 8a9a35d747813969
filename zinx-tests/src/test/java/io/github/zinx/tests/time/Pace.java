package io.github.zinx.tests.time;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Peers that take their time: does something at a steady pace, on a thread of its own. */
final class Pace implements AutoCloseable {

    /** What is done at each beat; an exception ends it. */
    @FunctionalInterface
    interface Beat {
        void beat() throws Exception;
    }

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> beats;

    private Pace(Duration interval, Beat beat) {
        beats = thread.scheduleAtFixedRate(() -> run(beat), 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    static Pace every(Duration interval, Beat beat) {
        return new Pace(interval, beat);
    }

    /** Does it so many times, one interval apart, and returns after the last. */
    static void times(int times, Duration interval, Beat beat) throws Exception {
        var left = new CountDownLatch(times);
        try (Pace pace = every(interval, () -> {
            if (left.getCount() > 0) {
                beat.beat();
                left.countDown();
            }
        })) {
            while (!left.await(10, TimeUnit.MILLISECONDS)) {
                pace.check();
            }
        }
    }

    /** Fails if a beat has failed. */
    void check() throws Exception {
        if (beats.isDone()) {
            try {
                beats.get();
            } catch (ExecutionException e) {
                throw new AssertionError("a beat failed", e.getCause());
            }
        }
    }

    private static void run(Beat beat) {
        try {
            beat.beat();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
