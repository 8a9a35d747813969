package io.github.zinx;

import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * One message that arrived, and the connection it arrived on; its payload is not copied but seen where it stands, which as a
 * rule is the buffer that it was read into.
 *
 * <p>Whatever looks at the payload works for the thread that runs the handler, and until the handler returns: the buffer is
 * used again then. Any other use of it throws {@link IllegalStateException}. What is to be kept or given to another thread
 * is {@linkplain #request() copied}; everything that does not look at the payload may be used by anybody at any time.
 */
public final class RequestView {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final Connection connection;
    private final Connections connections;
    private final int id;
    private final byte[] buffer;
    private final int from;
    private final int length;
    private final Thread thread = Thread.currentThread();
    private boolean over;

    /**
     * Makes a view for the calling thread, of so many bytes of an array; the library does this for messages, tests of
     * handlers may do it themselves. The array is not copied and must not change while the view is used.
     *
     * @throws IndexOutOfBoundsException if they are not all in the array
     */
    public RequestView(Connection connection, Connections connections, int id, byte[] buffer, int from, int length) {
        Objects.checkFromIndexSize(from, length, buffer.length);
        this.connection = Objects.requireNonNull(connection, "connection");
        this.connections = Objects.requireNonNull(connections, "connections");
        this.id = id;
        this.buffer = buffer;
        this.from = from;
        this.length = length;
    }

    /** Returns the connection the message arrived on. */
    public Connection connection() {
        return connection;
    }

    /** Returns all connections of the server this message belongs to. */
    public Connections connections() {
        return connections;
    }

    /** Returns the message id, an unsigned 32-bit number. */
    public int id() {
        return id;
    }

    /** Returns how many bytes the payload has. */
    public int length() {
        return length;
    }

    /**
     * Returns one byte of the payload.
     *
     * @throws IndexOutOfBoundsException if it has none there
     */
    public byte get(int index) {
        return bytes()[from + Objects.checkIndex(index, length)];
    }

    /**
     * Returns the number that four bytes of the payload stand for, from this index on.
     *
     * @throws IndexOutOfBoundsException if they are not all in the payload
     */
    public int getInt(int index, ByteOrder order) {
        int number = (int) INT.get(bytes(), from + Objects.checkFromIndexSize(index, Integer.BYTES, length));
        return order == ByteOrder.BIG_ENDIAN ? number : Integer.reverseBytes(number);
    }

    /**
     * Returns the number that eight bytes of the payload stand for, from this index on.
     *
     * @throws IndexOutOfBoundsException if they are not all in the payload
     */
    public long getLong(int index, ByteOrder order) {
        long number = (long) LONG.get(bytes(), from + Objects.checkFromIndexSize(index, Long.BYTES, length));
        return order == ByteOrder.BIG_ENDIAN ? number : Long.reverseBytes(number);
    }

    /**
     * Copies so many bytes of the payload, from this index on, into an array.
     *
     * @throws IndexOutOfBoundsException if they are not all in the payload, or the array has no room for them; nothing is
     *     copied then
     */
    public void copyTo(int index, byte[] into, int at, int count) {
        System.arraycopy(bytes(), from + Objects.checkFromIndexSize(index, count, length), into, at, count);
    }

    /** Returns a copy of the payload, which is the caller's. */
    public byte[] data() {
        return Arrays.copyOfRange(bytes(), from, from + length);
    }

    /** Returns the payload read as UTF-8; what is no UTF-8 becomes the replacement character, nothing is thrown. */
    public String text() {
        return new String(bytes(), from, length, StandardCharsets.UTF_8);
    }

    /** Returns a stream over the payload, for parsers; it is over when the view is, and need not be closed. */
    public InputStream stream() {
        return new PayloadStream(this);
    }

    /** Returns the message with a copy of its payload, which may be kept and used from any thread. */
    public Request request() {
        return new Request(connection, Message.of(id, data()), connections);
    }

    /**
     * Answers with the same message, straight from where it stands:
     * {@link Connection#sendBuffered(int, byte[], int, int)} on its connection, with its waiting, its errors and its outcome.
     */
    public void reply() throws InterruptedException {
        sendTo(connection);
    }

    /** Answers with a message of the same id: {@link Connection#sendBuffered(int, byte[])} on its connection. */
    public void reply(byte[] data) throws InterruptedException {
        connection.sendBuffered(id, data);
    }

    /** Answers with a message of the same id and this text in UTF-8; see {@link #reply(byte[])}. */
    public void reply(String text) throws InterruptedException {
        connection.sendBuffered(id, text);
    }

    /** Passes the message on to a connection, as {@link #reply()} does to its own. */
    public void sendTo(Connection other) throws InterruptedException {
        other.sendBuffered(id, bytes(), from, length);
    }

    /** The handler has returned. */
    void end() {
        over = true;
    }

    private byte[] bytes() {
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException("a view is for the thread of its handler alone; request() makes a copy");
        }
        if (over) {
            throw new IllegalStateException(
                    "the handler of this view has returned; request() makes a copy before that");
        }
        return buffer;
    }

    /** Returns id and length; never the payload, so that it is safe to log. */
    @Override
    public String toString() {
        return "RequestView[id=" + Integer.toUnsignedString(id) + ", " + length + " bytes on " + connection + "]";
    }
}
