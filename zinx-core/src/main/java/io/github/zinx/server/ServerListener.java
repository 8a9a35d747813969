package io.github.zinx.server;

import io.github.zinx.CloseReason;
import io.github.zinx.Connection;
import java.net.SocketAddress;

/**
 * What an operator may watch. Every method does nothing by default.
 *
 * <p>Called on one event thread, one call after the other, for one connection in the order in which things happened. The
 * calls wait in a bounded queue; what does not fit is dropped and counted, so that a slow listener holds up nobody. What
 * a listener throws is logged.
 */
public interface ServerListener {

    /** A worker of the pool has started; its number counts from 0. */
    default void workerStarted(int worker) {}

    /** A connection was admitted and has its id; {@code count} connections hold a place now. */
    default void registered(Connection connection, int count) {}

    /** A new connection was closed at once: no byte, no id, no hook. */
    default void rejected(SocketAddress address, RejectCause cause) {}

    /** The connection's reader runs; its start hook comes next. */
    default void readerStarted(Connection connection) {}

    /** The connection's writer runs; told once, though its thread ends and another begins as there is something to write. */
    default void writerStarted(Connection connection) {}

    /**
     * What waits to be sent to the peer has risen above the high water mark (false) or fallen to the low one (true); see
     * {@link Connection#isWritable()}.
     */
    default void writabilityChanged(Connection connection, boolean writable) {}

    /**
     * A handler, task or hook has been running for longer than {@link ServerConfig#handlerWarning()}; told again
     * whenever that time has doubled. By the time this is called it may be over.
     */
    default void handlerOverdue(OverdueCall call) {}

    /** The connection begins to end, for this reason. */
    default void closing(Connection connection, CloseReason reason) {}

    /** The connection's writer has ended: nothing more is written. */
    default void writerEnded(Connection connection) {}

    /**
     * The connection's stop hook has returned and it can no longer be found; {@code count} connections hold a place now.
     */
    default void unregistered(Connection connection, int count) {}

    /** The connection's reader has ended, and with it the last of the connection. */
    default void readerEnded(Connection connection) {}
}
