package io.github.zinx;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * One message: an id that says what it is, and its bytes. Two messages are equal when id and bytes are.
 *
 * <p>The id is an unsigned 32-bit number kept in an {@code int}; 0 is an ordinary id. {@link #toString()} and every log
 * line print it unsigned.
 *
 * <p>A message does not copy its array: whoever makes one hands the array over and must not change it afterwards, and
 * whoever reads {@link #data()} sees that same array.
 */
public final class Message {

    private final int id;
    private final byte[] data;

    private Message(int id, byte[] data) {
        this.id = id;
        this.data = data;
    }

    /** Makes a message of these bytes. The array is not copied and belongs to the message from here on. */
    public static Message of(int id, byte[] data) {
        return new Message(id, Objects.requireNonNull(data, "data"));
    }

    /** Makes a message of this text in UTF-8. */
    public static Message of(int id, String text) {
        return new Message(id, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the id: unsigned, so compare it with {@code ==} and print it with {@link Integer#toUnsignedString}. */
    public int id() {
        return id;
    }

    /** Returns the message's own array, not a copy. */
    public byte[] data() {
        return data;
    }

    /** Returns the bytes read as UTF-8; what is no UTF-8 becomes the replacement character, nothing is thrown. */
    public String text() {
        return new String(data, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Message that && id == that.id && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * id + Arrays.hashCode(data);
    }

    /** Returns id and length; never the payload, so that it is safe to log. */
    @Override
    public String toString() {
        return "Message[id=" + Integer.toUnsignedString(id) + ", " + data.length + " bytes]";
    }
}
