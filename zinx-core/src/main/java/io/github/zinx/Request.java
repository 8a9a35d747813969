package io.github.zinx;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * One message that arrived, and the connection it arrived on.
 *
 * <p>Immutable and never recycled: it may be kept and used from any thread, also after its handler has returned. The
 * data array belongs to whoever handles the request; the library does not touch it again.
 */
public final class Request {

    private final Connection connection;
    private final Message message;
    private final Connections connections;

    /** Puts a request together; the library does this for every message, tests of handlers may do it themselves. */
    public Request(Connection connection, Message message, Connections connections) {
        this.connection = Objects.requireNonNull(connection, "connection");
        this.message = Objects.requireNonNull(message, "message");
        this.connections = Objects.requireNonNull(connections, "connections");
    }

    /** Returns the connection the message arrived on. */
    public Connection connection() {
        return connection;
    }

    /** Returns all connections of the server (or the one of the client) this request belongs to. */
    public Connections connections() {
        return connections;
    }

    /** Returns the message itself. */
    public Message message() {
        return message;
    }

    /** Returns the message id, an unsigned 32-bit number. */
    public int id() {
        return message.id();
    }

    /** Returns the payload: the handler's own array, of length 0 for an empty message. */
    public byte[] data() {
        return message.data();
    }

    /** Returns the payload read as UTF-8. */
    public String text() {
        return message.text();
    }

    /**
     * Answers with a message of the same id: {@link Connection#sendBuffered(int, byte[])} on the request's connection,
     * with its waiting, its errors and its outcome.
     */
    public void reply(byte[] data) throws InterruptedException {
        connection.sendBuffered(id(), data);
    }

    /** Answers with a message of the same id and this text in UTF-8; see {@link #reply(byte[])}. */
    public void reply(String text) throws InterruptedException {
        reply(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Request[" + message + " on " + connection + "]";
    }
}
