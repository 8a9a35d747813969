package io.github.zinx.dispatch;

import java.util.Optional;

/** One thread at work on a lane, until the lane is stopped or given up. */
final class Worker implements Runnable {

    /** How many messages of one connection are handled before the next connection of the lane has its turn. */
    private static final int TURN = 64;

    private final WorkerPool pool;
    private final int number;
    private final WorkerLane lane;

    // Both are used by this worker's own thread only.
    private boolean hasLane = true;
    private boolean gaveUpLane;

    Worker(WorkerPool pool, int number, WorkerLane lane) {
        this.pool = pool;
        this.number = number;
        this.lane = lane;
    }

    @Override
    public void run() {
        pool.enter(this);
        try {
            while (hasLane) {
                serveNext();
            }
        } finally {
            pool.leave();
            if (gaveUpLane) {
                pool.waitOver();
            }
        }
    }

    private void serveNext() {
        try {
            Optional<Mailbox> next = lane.take();
            if (next.isEmpty()) {
                hasLane = false;
            } else if (next.get().run(TURN, () -> hasLane)) {
                lane.ready(next.get());
            }
        } catch (Throwable t) {
            // An interrupt by somebody who kept a reference to this thread, or no memory: a worker ends with its lane
            // and never for what happened to one connection.
        }
    }

    /** See {@link WorkerPool#giveUpLane}; called by this worker's own thread, from inside a handler. */
    boolean giveUpLane() {
        if (!hasLane) {
            return true;
        }
        if (!pool.tryWait()) {
            return false;
        }
        try {
            pool.startWorker(number);
        } catch (Throwable t) {
            pool.waitOver(); // no thread was to be had, so there may be no waiting either
            return false;
        }
        hasLane = false;
        gaveUpLane = true;
        return true;
    }
}
