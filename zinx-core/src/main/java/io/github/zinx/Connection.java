package io.github.zinx;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

/**
 * One connection, as handlers, hooks and everybody else may use it: from any thread, at any time.
 *
 * <p><b>Order.</b> What one thread sends on one connection arrives in that order, whichever of the send calls it uses.
 * Frames of several threads are never mixed into each other.
 *
 * <p><b>Outcome.</b> A send that throws has not put one byte of its frame on the wire (unless the connection has died).
 * A send that returns says that the frame is queued, or for {@link #send(int, byte[])} that the connection's writer has
 * it; never that it was delivered. The caller's array is free again when the call returns.
 *
 * <p><b>Waiting.</b> {@code send} and {@code sendBuffered} wait at most the connection's send limit and then throw
 * {@link SendTimeoutException}. A handler that waits here does not hold up other connections: after a few milliseconds
 * its place in the worker pool is given to another thread. Where all connections together hold as much as they may
 * ({@code server.max-buffered-bytes}), {@code sendBuffered} throws {@link SendTimeoutException} at once: whoever wants to
 * try again pauses first, or leaves it at {@code trySend}, since a handler that retries in a loop never waits and so
 * keeps its place. After {@link #close()} every send throws {@link ConnectionClosedException} at once.
 */
public interface Connection {

    /** Returns the id: from 0 upwards in the order of admission, unique within its server. */
    long id();

    /** Returns the peer's address; still readable after the end. */
    SocketAddress remoteAddress();

    /** Returns this side's address; still readable after the end. */
    SocketAddress localAddress();

    /** Says whether sends are still accepted; by the time the caller looks at the answer it may have changed. */
    boolean isOpen();

    /**
     * Says whether it is wise to send: false from the moment when what waits to be sent has risen above the high water
     * mark until it has fallen to the low one, and after the end. Nothing enforces it: sends are accepted for as long as
     * there is room.
     */
    boolean isWritable();

    /**
     * Hands one message to the writer and returns when the writer has taken it. Waits its turn behind everything sent
     * before. Costs some microseconds more than {@link #sendBuffered(int, byte[])}: prefer that one.
     *
     * @throws IllegalArgumentException if the payload is longer than the frame limit; the connection stays usable
     * @throws SendTimeoutException if the writer did not get to it within the send limit
     * @throws ConnectionClosedException if the connection takes nothing more
     * @throws InterruptedException if the thread is interrupted before the writer has taken the message
     */
    void send(int id, byte[] data) throws InterruptedException;

    /** Sends text in UTF-8 as {@link #send(int, byte[])} does. */
    default void send(int id, String text) throws InterruptedException {
        send(id, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a message as {@link #send(int, byte[])} does. */
    default void send(Message message) throws InterruptedException {
        send(message.id(), message.data());
    }

    /**
     * Queues one message and returns. If the queue has no room, in messages or in bytes, it does what is configured
     * ({@code connection.when-queue-full}, see {@link WhenQueueFull}); an empty queue takes a frame of any legal size.
     *
     * @throws IllegalArgumentException if the payload is longer than the frame limit; the connection stays usable
     * @throws SendTimeoutException if there was no room, or none came within the send limit
     * @throws ConnectionClosedException if the connection takes nothing more
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void sendBuffered(int id, byte[] data) throws InterruptedException;

    /**
     * Queues so many bytes of an array as one message, as {@link #sendBuffered(int, byte[])} does.
     *
     * @throws IndexOutOfBoundsException if they are not all in the array
     */
    default void sendBuffered(int id, byte[] array, int from, int length) throws InterruptedException {
        Objects.checkFromIndexSize(from, length, array.length);
        sendBuffered(id, Arrays.copyOfRange(array, from, from + length));
    }

    /** Queues text in UTF-8 as {@link #sendBuffered(int, byte[])} does. */
    default void sendBuffered(int id, String text) throws InterruptedException {
        sendBuffered(id, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Queues a message as {@link #sendBuffered(int, byte[])} does. */
    default void sendBuffered(Message message) throws InterruptedException {
        sendBuffered(message.id(), message.data());
    }

    /** Queues one message as {@link #sendBuffered(int, byte[])} does, but says itself what to do if there is no room. */
    void sendBuffered(int id, byte[] data, WhenQueueFull whenFull) throws InterruptedException;

    /**
     * Queues one message if there is room at this moment; never waits.
     *
     * @return false if there is no room
     * @throws IllegalArgumentException if the payload is longer than the frame limit
     * @throws ConnectionClosedException if the connection takes nothing more
     */
    boolean trySend(int id, byte[] data);

    /** Queues text in UTF-8 if there is room, as {@link #trySend(int, byte[])} does. */
    default boolean trySend(int id, String text) {
        return trySend(id, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Queues a message if there is room, as {@link #trySend(int, byte[])} does. */
    default boolean trySend(Message message) {
        return trySend(message.id(), message.data());
    }

    /**
     * Waits until everything that this thread has sent before has been written to the socket.
     *
     * @return true when it has; false if the timeout came first
     * @throws ConnectionClosedException if the connection ended before it was written
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean flush(Duration timeout) throws InterruptedException;

    /**
     * Runs a task in the connection's order: after the messages that arrived before it, never at the same time as a
     * handler of this connection. Never waits.
     *
     * @return false if the connection's mailbox is full, if its start hook has not returned yet, or if the connection
     *     takes nothing more; the task is then not run. A task accepted may still be dropped, and counted, if the
     *     connection ends before its turn.
     */
    boolean execute(Runnable task);

    /** Returns what the application keeps with this connection; never null, still readable after the end. */
    Attributes attributes();

    /**
     * Says that the peer has logged in: from now on it may send everything, it is found and gets broadcasts, and it no
     * longer counts among those that have not logged in. Usually called by the handler of the login, and possible from
     * the start hook on. Further calls, calls after the end, and calls where no login is asked for change nothing.
     *
     * <p>Before the login the messages of a connection are looked at one after the other, each when the one before it has
     * been handled. What a peer sends right behind its login is therefore welcome if the login's handler has called this
     * by the time it returns; otherwise, also where another thread calls it later, such a message ends the connection.
     */
    void markLoggedIn();

    /** Says whether the peer has logged in; where no login is asked for, always true. */
    boolean isLoggedIn();

    /**
     * Makes this the connection of a user, in place of the one that was: that one is closed, and its reason is
     * {@link CloseReason.Kind#REPLACED}. Of many that are bound to one user at the same time the last one stays. A
     * connection belongs to one user at a time: bound to another, it frees the first. The user is free again when the
     * connection has been released, however it ended. Never waits.
     *
     * <p>{@link Connections#findUser} finds the connection as {@link Connections#find} would: not before its start hook
     * has returned, and where a login is asked for not before it has logged in. Being bound is no login.
     *
     * @param user whatever stands for the user, such as an account number or name; it is compared by {@code equals} and
     *     must not change
     * @throws ConnectionClosedException if this connection takes nothing more; the user stays whose it was
     */
    void bind(Object user);

    /**
     * Binds as {@link #bind(Object)} does; the connection that is replaced gets this message last of all, as
     * {@link #close(Message)} would send it.
     *
     * @throws IllegalArgumentException if the farewell's payload is longer than the frame limit; nothing is bound
     * @throws ConnectionClosedException if this connection takes nothing more; the user stays whose it was
     */
    void bind(Object user, Message farewell);

    /**
     * Ends the connection in good order and returns at once: new sends fail, messages not yet begun are dropped and
     * counted, what is queued is written (for at most the drain limit), then the stream is ended and the socket closed.
     * May be called by anyone any number of times; the first reason counts.
     */
    void close();

    /** Closes as {@link #close()} does, for a reason of the application's own, which is in {@link CloseReason#detail()}. */
    void close(String why);

    /**
     * Closes as {@link #close()} does, after one last message. The farewell is kept beside the queue, so a full one
     * cannot refuse it; it is written last. If the connection is already closing, it is dropped.
     *
     * @throws IllegalArgumentException if the payload is longer than the frame limit; the connection is not closed
     */
    void close(Message farewell);
}
