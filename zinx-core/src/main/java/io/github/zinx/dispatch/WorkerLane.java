package io.github.zinx.dispatch;

import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The queue of connections that have work for one worker. A connection stands here at most once, so the queue is as
 * short as there are connections. One worker at a time takes from it.
 */
final class WorkerLane implements Mailbox.Lane {

    private final ConcurrentLinkedQueue<Mailbox> ready = new ConcurrentLinkedQueue<>();

    /** The worker, while it sleeps or is about to; who takes its name out wakes it. */
    private final AtomicReference<@Nullable Thread> sleeper = new AtomicReference<>();

    private volatile boolean stopped;

    @Override
    public void ready(Mailbox mailbox) {
        ready.add(mailbox);
        wake();
    }

    @Override
    public boolean isReaders() {
        return false;
    }

    /** Waits for the next mailbox with work; empty when the lane has been stopped and nothing stands here any more. */
    Optional<Mailbox> take() {
        while (true) {
            boolean last = stopped; // asked first, so that what came before the stop is found
            Mailbox next = ready.poll();
            if (next != null || last) {
                sleeper.set(null);
                return Optional.ofNullable(next);
            }
            if (sleeper.get() == null) {
                sleeper.set(Thread.currentThread()); // and looks once more: from now on it is woken
            } else {
                LockSupport.park(this);
                Thread.interrupted(); // or the next park would not wait
            }
        }
    }

    boolean isEmpty() {
        return ready.isEmpty();
    }

    /** Lets the worker end behind what stands here now. */
    void stop() {
        stopped = true;
        wake();
    }

    private void wake() {
        if (sleeper.get() != null) {
            LockSupport.unpark(sleeper.getAndSet(null));
        }
    }
}
