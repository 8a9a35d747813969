package io.github.zinx.dispatch;

import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
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

    /** The worker or reader that runs what stands here; nobody else does meanwhile. */
    private final AtomicReference<@Nullable Thread> atWork = new AtomicReference<>();

    private final Semaphore mayWait;
    private final boolean takesReaders;
    private volatile boolean stopped;

    /** A lane that is given a place to wait for each reader that gives it up, and that takes readers or does not. */
    WorkerLane(Semaphore mayWait, boolean takesReaders) {
        this.mayWait = mayWait;
        this.takesReaders = takesReaders;
    }

    @Override
    public void ready(Mailbox mailbox) {
        ready.add(mailbox);
        wake();
    }

    @Override
    public boolean isReaders() {
        return false;
    }

    @Override
    public boolean takesReaders() {
        return takesReaders;
    }

    @Override
    public boolean tryEnter() {
        return takesReaders && ready.isEmpty() && enter();
    }

    @Override
    public boolean isCallers() {
        return atWork.get() == Thread.currentThread();
    }

    @Override
    public void leave() {
        if (!giveUp()) {
            mayWait.release(); // given up long ago, by a handler that waited
        }
    }

    /** The caller, a reader that has entered, lets the worker in while it waits; false if too many wait like that. */
    boolean readerGivesUp() {
        return mayWait.tryAcquire() && giveUp();
    }

    private boolean enter() {
        return atWork.compareAndSet(null, Thread.currentThread());
    }

    /** Lets others work here; false if the caller was not the one who did. */
    boolean giveUp() {
        boolean was = atWork.compareAndSet(Thread.currentThread(), null);
        if (was && !ready.isEmpty()) {
            wake();
        }
        return was;
    }

    /**
     * Waits for the next mailbox with work, and until nobody else is at work here; empty when the lane has been stopped and
     * nothing stands here any more.
     */
    Optional<Mailbox> take() {
        while (true) {
            boolean last = stopped; // asked first, so that what came before the stop is found
            if (!ready.isEmpty() && (isCallers() || enter())) {
                sleeper.set(null);
                return Optional.ofNullable(ready.poll());
            }
            giveUp();
            if (last && ready.isEmpty()) {
                sleeper.set(null);
                return Optional.empty();
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
