package io.github.zinx.transport;

/** What is done when a thread has to wait for a connection for longer than a moment. */
@FunctionalInterface
public interface LongWait {

    /**
     * Called by a thread that has waited some milliseconds and is about to wait on, at most once per wait. If the thread
     * is serving others too, this is where it hands them over to somebody else.
     *
     * @return false if it may not wait any longer
     */
    boolean begin();
}
