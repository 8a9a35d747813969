package io.github.zinx;

/** What is done when a connection has ended; see {@link ConnectionListener#onStop}. */
@FunctionalInterface
public interface StopHook {

    /** Runs on the connection's own thread, after its last handler, once. */
    void onStop(Connection connection, CloseReason reason) throws Exception;
}
