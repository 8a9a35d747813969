package io.github.zinx.transport;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The place of an unbuffered send in the queue. Its frame is handed over when the writer gets to this place, so that
 * buffered and unbuffered sends keep their order.
 *
 * <pre>
 *            claim (writer)                refuse (writer, at its end)
 *  OFFERED ──────────────────▶ CLAIMED ──────────────────▶ REFUSED
 *     │ withdraw (sender: time is up, or interrupted)
 *     ▼
 *  WITHDRAWN
 * </pre>
 *
 * Exactly one of claim and withdraw succeeds. After a claim both sides stay until the frame has changed hands, or the
 * writer refuses because the connection has ended; so a frame is never taken for a ticket that is not its own.
 */
final class Ticket implements Outbox.Item {

    private enum State {
        OFFERED,
        CLAIMED,
        WITHDRAWN,
        REFUSED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.OFFERED);

    /** Writer: wants the frame. False if the sender has gone; there is nothing to wait for then. */
    boolean claim() {
        return state.compareAndSet(State.OFFERED, State.CLAIMED);
    }

    /** Sender: gives up. False if the writer has claimed or refused the frame. */
    boolean withdraw() {
        return state.compareAndSet(State.OFFERED, State.WITHDRAWN);
    }

    /** Writer: has claimed and will not take the frame after all. */
    void refuse() {
        state.set(State.REFUSED);
    }

    boolean isClaimed() {
        return state.get() == State.CLAIMED;
    }

    boolean isRefused() {
        return state.get() == State.REFUSED;
    }

    @Override
    public int size() {
        return 0;
    }
}
