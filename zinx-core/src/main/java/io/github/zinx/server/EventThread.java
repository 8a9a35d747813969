package io.github.zinx.server;

import io.github.zinx.dispatch.LimitedLog;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One daemon thread that runs what it is given, in order. Giving never waits: what does not fit is dropped and counted.
 * The thread is a platform thread, since listeners like to print, and a full pipe would hold a carrier. It is started by
 * the first thing it gets.
 */
final class EventThread implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(EventThread.class);
    private static final int CAPACITY = 16 * 1024;

    private final String name;
    private final ArrayBlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private final LongAdder dropped = new LongAdder();
    private final LimitedLog limited = new LimitedLog(LOG);
    private volatile boolean closed;

    EventThread(String name) {
        this.name = name;
    }

    @Override
    public void execute(Runnable event) {
        if (closed || !queue.offer(event)) {
            dropped.increment();
        } else if (thread.get() == null) {
            start();
        }
    }

    long dropped() {
        return dropped.sum();
    }

    LimitedLog log() {
        return limited;
    }

    boolean is(Thread other) {
        return thread.get() == other;
    }

    /** Takes nothing more and waits at most so long until what it was given before has run. */
    void close(long nanos) throws InterruptedException {
        closed = true;
        queue.offer(() -> {}); // wakes the thread; if there is no room, it is not asleep
        Thread running = thread.get();
        if (running != null && running != Thread.currentThread() && nanos > 0) {
            TimeUnit.NANOSECONDS.timedJoin(running, nanos);
        }
    }

    private void start() {
        Thread fresh = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
        if (thread.compareAndSet(null, fresh)) {
            try {
                fresh.start();
            } catch (Throwable t) {
                thread.set(null); // no thread was to be had; the next event tries again
                throw t;
            }
        }
    }

    private void run() {
        while (!closed || !queue.isEmpty()) {
            try {
                run(queue.take());
            } catch (Throwable t) {
                // An interrupt by somebody who kept a reference to this thread, or a report that failed itself.
            }
        }
    }

    private void run(Runnable event) {
        try {
            event.run();
        } catch (Throwable t) {
            limited.warn("listener", "an event listener failed", t);
        } finally {
            Thread.interrupted();
        }
    }
}
