package io.github.zinx;

/**
 * What is done with a message of one id. Usually a lambda; a class may also override the two steps around it.
 *
 * <p>Called on the connection's lane: in arrival order, never twice at a time for one connection. The thread is a worker
 * of the pool or, without workers and for quick handlers while a virtual worker has nothing else to do, the connection's
 * own reader; a client's is always its worker. It may block; waiting for anything but this library holds up the other
 * connections of that lane. While the reader runs it, nothing is read: one that only returns when its connection has ended
 * must not wait for the peer to end it. Whatever it throws, an {@link Error} too, costs that one message: it is logged and
 * counted, and the connection goes on.
 */
@FunctionalInterface
public interface Handler {

    /** Handles one message. The request may be kept and used later from any thread. */
    void handle(Request request) throws Exception;

    /** Runs before {@link #handle}; if it throws, the two later steps are skipped. Does nothing by default. */
    default void preHandle(Request request) throws Exception {}

    /** Runs after {@link #handle} has returned; skipped if that threw. Does nothing by default. */
    default void postHandle(Request request) throws Exception {}
}
