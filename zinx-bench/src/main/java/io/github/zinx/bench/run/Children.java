package io.github.zinx.bench.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Every process that the bench started. {@link #close} ends them all, and from then on none can be started, so that none is left
 * whichever way the bench ends; for the case that it is killed, they end by themselves when their standard input does.
 */
final class Children implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 3_000;

    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock, as is whether they are closed. */
    private final List<Process> alive = new ArrayList<>();

    private boolean closed;

    /**
     * Starts a process.
     *
     * @throws IOException if it cannot be started, or all were ended
     */
    Process start(ProcessBuilder builder) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("the bench is ending");
            }
            Process process = builder.start();
            alive.removeIf(child -> !child.isAlive());
            alive.add(process);
            return process;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends {@code process} and all that it started: first by the end of its input, then by force. */
    static void end(Process process) {
        endAll(List.of(process));
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            endAll(alive);
            alive.clear();
        } finally {
            lock.unlock();
        }
    }

    private static void endAll(List<Process> processes) {
        List<ProcessHandle> all = new ArrayList<>();
        for (Process process : processes) {
            process.descendants().forEach(all::add);
            all.add(process.toHandle());
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                process.destroy(); // its end is broken already
            }
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        boolean interrupted = false;
        for (Process process : processes) {
            try {
                if (!process.waitFor(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    process.descendants().forEach(all::add);
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        all.forEach(ProcessHandle::destroyForcibly);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
