package io.github.zinx.transport;

import io.github.zinx.Connection;
import io.github.zinx.Message;

/** Handles a connection's messages on its reader's thread, so that the reader stands still meanwhile. */
final class ReaderInbound implements Inbound {

    private final LaneInbound.Action action;
    private volatile boolean closed;
    private int rests;

    ReaderInbound(LaneInbound.Action action) {
        this.action = action;
    }

    @Override
    public boolean accept(Connection connection, Message message) throws InterruptedException {
        if (closed) {
            return false;
        }
        try {
            action.handle(connection, message);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            // The peer notices that there is no answer, and so does the test.
        }
        return true;
    }

    /** How often the reader has said that it has no more messages at hand. */
    int rests() {
        return rests;
    }

    @Override
    public void rest() {
        rests++;
    }

    @Override
    public boolean handlesOnReader() {
        return true;
    }

    @Override
    public boolean execute(Runnable task) {
        return false;
    }

    @Override
    public boolean isIdle() {
        return true; // asked by the reader only
    }

    @Override
    public void finish() {}

    @Override
    public void awaitHandled() {}

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void awaitIdle() {}
}
