package io.github.zinx;

import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.Lincheck;

/** Runs a scenario of a few threads again and again, each time with other switches between them. */
public final class Interleavings {

    /** A scenario as a whole, or what one of its threads does. */
    @FunctionalInterface
    public interface Act {
        /** Whatever it throws fails the test. */
        void run() throws Exception;
    }

    private Interleavings() {}

    /**
     * Runs the scenario at most so many times, fewer if there are no more interleavings. Threads that wait for each other
     * for ever fail it too. Time stands still in it: no wait comes to its end because it has lasted long. But a park may end
     * by itself in it, so a thread that nobody unparks is not noticed: that takes tests with threads of their own.
     */
    public static void explore(int most, Act scenario) {
        Lincheck.runConcurrentTest(most, () -> unchecked(scenario));
    }

    /** Runs each of these in a thread of its own and waits for all of them; to be called in a scenario. */
    public static void atOnce(Act... acts) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread[] threads = new Thread[acts.length];
        for (int i = 0; i < acts.length; i++) {
            Act act = acts[i];
            threads[i] = new Thread(() -> {
                try {
                    act.run();
                } catch (Throwable t) {
                    failure.compareAndSet(null, t);
                }
            });
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw new AssertionError("one of them failed", failure.get());
        }
    }

    private static void unchecked(Act act) {
        try {
            act.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
