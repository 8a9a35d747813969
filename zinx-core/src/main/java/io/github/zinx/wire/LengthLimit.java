package io.github.zinx.wire;

/** How long a message's payload may be, by the message's id. Asked on a connection's reader thread; must not block. */
@FunctionalInterface
public interface LengthLimit {

    /** Returns the longest payload, in bytes, that a message of this id may have. */
    int of(int id);
}
