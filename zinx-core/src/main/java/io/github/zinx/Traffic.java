package io.github.zinx;

/**
 * What has passed through one connection, or through many together, since the beginning.
 *
 * @param messagesIn messages that have arrived whole, also those that were dropped before a handler's turn came
 * @param bytesIn bytes read from the network: headers, and what was thrown away while a connection ended, included
 * @param messagesOut messages whose last byte has been given to the operating system; no more than that is known of them
 * @param bytesOut bytes given to the operating system, headers included
 */
public record Traffic(long messagesIn, long bytesIn, long messagesOut, long bytesOut) {

    /** The traffic of a connection through which nothing has passed so far. */
    public static final Traffic NONE = new Traffic(0, 0, 0, 0);

    /** Returns this and the other together. */
    public Traffic plus(Traffic other) {
        return new Traffic(
                messagesIn + other.messagesIn,
                bytesIn + other.bytesIn,
                messagesOut + other.messagesOut,
                bytesOut + other.bytesOut);
    }
}
