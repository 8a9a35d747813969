package io.github.zinx.transport;

import io.github.zinx.Connection;
import io.github.zinx.Message;

/** Where a connection's messages go to be handled, in order. */
public interface Inbound {

    /**
     * Takes one message; called by the connection's reader only. Waits while there is no room (the peer then feels it),
     * or for as long as the handler runs where the reader runs handlers itself.
     *
     * @return false if this inbound is closed and the message was dropped
     */
    boolean accept(Connection connection, Message message) throws InterruptedException;

    /** Says whether messages of this id are to be {@linkplain #acceptView seen where they stand}, and not copied. */
    default boolean takesView(int id) {
        return false;
    }

    /**
     * Takes one message, as {@link #accept} does, that stands in the reader's buffer: so many bytes of the array, which are
     * something else when this has returned.
     */
    default boolean acceptView(Connection connection, int id, byte[] buffer, int from, int length)
            throws InterruptedException {
        throw new UnsupportedOperationException("takes no views");
    }

    /**
     * The reader has no more messages at hand, and may wait for the next one; called by the reader only, as often as it
     * likes. Where the reader runs handlers itself, tasks have their turn now at the latest.
     */
    default void rest() {}

    /** Says whether handlers run on the reader's thread, so that a writer has little to do. */
    default boolean handlesOnReader() {
        return false;
    }

    /** Takes a task in among the messages; never waits. False if there is no room, or it is closed. */
    boolean execute(Runnable task);

    /** Says whether nothing waits and no handler runs. */
    boolean isIdle();

    /** Waits until everything accepted has been handled, or this inbound is closed. */
    void finish() throws InterruptedException;

    /**
     * Waits until every message accepted has been handled, or this inbound is closed; tasks are not waited for. Called by
     * the connection's reader only, and only where a login is asked for.
     */
    void awaitHandled() throws InterruptedException;

    /** Takes nothing more and drops what has not begun; a handler that runs is left alone. Never waits. */
    void close();

    /** Waits until the last handler has returned, however long that takes. To be called after {@link #close}. */
    void awaitIdle();
}
