package io.github.zinx.dispatch;

import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The queue of connections that have work for one worker. A connection stands here at most once, so the queue is as
 * short as there are connections.
 */
final class WorkerLane implements Mailbox.Lane {

    private final LinkedBlockingQueue<Optional<Mailbox>> ready = new LinkedBlockingQueue<>();

    @Override
    public void ready(Mailbox mailbox) {
        ready.add(Optional.of(mailbox));
    }

    @Override
    public boolean isReaders() {
        return false;
    }

    /** Waits for the next mailbox with work; empty when the lane has been stopped. */
    Optional<Mailbox> take() throws InterruptedException {
        return ready.take();
    }

    boolean isEmpty() {
        return ready.isEmpty();
    }

    /** Lets the worker end behind what stands here now. */
    void stop() {
        ready.add(Optional.empty());
    }
}
