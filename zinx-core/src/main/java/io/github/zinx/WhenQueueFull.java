package io.github.zinx;

/** What becomes of a buffered send that finds no room in its connection's send queue. */
public enum WhenQueueFull {
    /** It waits for room, at most the send limit, and then throws {@link SendTimeoutException}. */
    WAIT,
    /** It throws {@link SendTimeoutException} at once; the connection stays. */
    FAIL,
    /**
     * The connection is dropped, for the reason {@link CloseReason.Kind#SLOW_CONSUMER}: the peer is reset, what is queued
     * for it is lost, and the send throws {@link ConnectionClosedException}.
     */
    DROP
}
