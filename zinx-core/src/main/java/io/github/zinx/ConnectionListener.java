package io.github.zinx;

/**
 * The two hooks of a connection. Each runs at most once per connection, on that connection's own thread (never on a
 * worker that others share), in this order: start hook, first handler, …, last handler, stop hook.
 *
 * <p>They may block. They must not hold the carrier of a virtual thread (no native waiting, and on a Java before 24 no
 * blocking inside {@code synchronized}).
 */
public interface ConnectionListener extends StartHook, StopHook {

    /**
     * Called before the first message is read. What it sends is the first the peer sees. Until it returns, nobody else
     * can find the connection. If it throws, or takes longer than the start limit, the connection ends.
     */
    @Override
    default void onStart(Connection connection) throws Exception {}

    /**
     * Called once for every connection whose start hook was called, after its last handler has returned. Socket and
     * place are already released; the connection can still be found, its addresses and attributes read, and every send
     * fails with {@link ConnectionClosedException}. What it throws is logged.
     */
    @Override
    default void onStop(Connection connection, CloseReason reason) throws Exception {}
}
