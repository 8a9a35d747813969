package io.github.zinx.dispatch;

import java.time.Duration;
import java.util.Optional;

/** One thread at work on a lane, until the lane is stopped or given up. */
final class Worker implements Runnable {

    /** How many messages of one connection are handled before the next connection of the lane has its turn. */
    private static final int TURN = 64;

    /** How long it runs before it lets all others that can run go first: new connections, readers, writers. */
    private static final long SPELL = Duration.ofMillis(1).toNanos();

    private final WorkerPool pool;
    private final int number;
    private final WorkerLane lane;
    private final Runnable turn;

    // All are used by this worker's own thread only.
    private boolean hasLane = true;
    private boolean gaveUpLane;
    private long begun = System.nanoTime();

    Worker(WorkerPool pool, int number, WorkerLane lane, Runnable turn) {
        this.pool = pool;
        this.number = number;
        this.lane = lane;
        this.turn = turn;
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
            boolean rests = lane.isEmpty();
            Optional<Mailbox> next = lane.take();
            if (rests) {
                begun = System.nanoTime();
            }
            if (next.isEmpty()) {
                hasLane = false;
            } else if (next.get().run(TURN, () -> hasLane)) {
                lane.ready(next.get());
            }
            standBack();
        } catch (Throwable t) {
            // No memory, most likely: a worker ends with its lane and never for what happened to one connection.
        }
    }

    private void standBack() {
        if (Thread.currentThread().isVirtual() && System.nanoTime() - begun > SPELL) {
            turn.run();
            begun = System.nanoTime();
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
        lane.giveUp();
        return true;
    }
}
