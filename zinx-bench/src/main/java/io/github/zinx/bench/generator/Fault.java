package io.github.zinx.bench.generator;

import java.util.Locale;

/** What can be wrong with a reply, or with its absence. */
enum Fault {
    /** No reply came to a message, though replies to later ones did. */
    MISSING,
    /** A reply came a second time, or to a message that had not been sent. */
    DUPLICATE,
    /** A reply came after the reply to a later message. */
    ORDER,
    /** Bytes of the payload are not those that were sent, or are those of another connection. */
    CONTENT,
    /** The length is not that of what was sent. */
    LENGTH,
    /** The id is not that of what was sent. */
    ID,
    /** The server closed or reset a connection. */
    CLOSED,
    /** A reply came too late, or none came and the connection stayed silent. */
    TIMEOUT,
    /** A connection could not be opened. */
    CONNECT;

    /** The name of its count in the result. */
    String field() {
        return "fault_" + name().toLowerCase(Locale.ROOT);
    }
}
