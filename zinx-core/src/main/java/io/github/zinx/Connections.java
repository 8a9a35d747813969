package io.github.zinx;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * The connections of one server. Every call may be made from any thread at any time, a handler or hook included; none
 * of them waits for a peer.
 */
public interface Connections {

    /**
     * Returns the connection with this id, if its start hook has returned and its stop hook has not, and if it has logged
     * in where a login is asked for. It may be closing or closed by the time it is used: a send then throws
     * {@link ConnectionClosedException}.
     */
    Optional<Connection> find(long id);

    /**
     * Returns the connection that is bound to this user, if there is one and {@link #find} would find it; see
     * {@link Connection#bind(Object)}. It may be closing or closed by the time it is used.
     */
    Optional<Connection> findUser(Object user);

    /** Returns how many connections hold a place now: admitted and not yet released. */
    int count();

    /**
     * Calls the action for every connection that {@link #find} would find. Connections that come or go meanwhile may be
     * seen or not. No lock is held; what the action throws ends the visit and reaches the caller.
     */
    void forEach(Consumer<? super Connection> action);

    /**
     * Queues a message on every connection that {@link #find} would find, without ever waiting. It is encoded once. A
     * connection without room or already closing is passed over, and counted by the server.
     *
     * @return how many connections took it
     * @throws IllegalArgumentException if the message is longer than the frame limit
     */
    int broadcast(Message message);

    /** Asks every connection to close, those that are still in their start hook included; does not wait. */
    void closeAll();
}
