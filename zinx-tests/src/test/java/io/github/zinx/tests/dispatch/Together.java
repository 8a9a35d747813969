package io.github.zinx.tests.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the same thing many times at once, and fails if one of them fails. */
public final class Together {

    /** One of many; {@code index} counts from 0. */
    @FunctionalInterface
    public interface Part {
        void run(int index) throws Exception;
    }

    private Together() {}

    /** Runs it on so many virtual threads and returns when all have ended. */
    public static void run(int times, Part part) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                int index = i;
                all.add(threads.submit(() -> {
                    part.run(index);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("one of " + times + " failed", e.getCause());
        }
    }
}
