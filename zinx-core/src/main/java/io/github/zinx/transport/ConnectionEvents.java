package io.github.zinx.transport;

import io.github.zinx.CloseReason;

/**
 * What happens in the life of one connection, told to whoever owns it. Called on the connection's own threads, or for
 * {@link #closing} and {@link #released} on the thread that ended it, which may hold a lock of the connection's; must
 * neither block nor throw.
 */
public interface ConnectionEvents {

    /** The writer runs; once, though its thread changes. */
    default void writerStarted(TcpConnection connection) {}

    /** The reader's thread runs; the start hook comes next. */
    default void readerStarted(TcpConnection connection) {}

    /** The start hook has returned; from now on the connection may be found. */
    default void started(TcpConnection connection) {}

    /** The send queue has risen above its high water mark (false) or fallen to its low one (true). */
    default void writabilityChanged(TcpConnection connection, boolean writable) {}

    /** The connection no longer waits for its login: it has logged in, or it is released without; once, if it waited. */
    default void loginOver(TcpConnection connection) {}

    /** The connection begins to end, for this reason; once. */
    default void closing(TcpConnection connection, CloseReason reason) {}

    /** Socket, queue and limits are given back, and with them the connection's place; once. */
    default void released(TcpConnection connection) {}

    /** The writer has ended, and no other begins. */
    default void writerEnded(TcpConnection connection) {}

    /** The stop hook has returned; nothing of the connection runs any more but the rest of its reader's thread. */
    default void ended(TcpConnection connection) {}

    /** The stop hook threw. */
    default void stopHookFailed(TcpConnection connection, Throwable failure) {}
}
