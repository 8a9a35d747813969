package io.github.zinx;

/** What is done when a connection begins; see {@link ConnectionListener#onStart}. */
@FunctionalInterface
public interface StartHook {

    /** Runs on the connection's own thread, before its first message. */
    void onStart(Connection connection) throws Exception;
}
