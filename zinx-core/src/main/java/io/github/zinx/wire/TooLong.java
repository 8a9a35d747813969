package io.github.zinx.wire;

import io.github.zinx.ProtocolException;

/** The one check of a payload's length, and what is said when it fails. */
final class TooLong {

    private TooLong() {}

    static void check(int id, long length, int limit) {
        if (length > limit) {
            throw new ProtocolException("message " + Integer.toUnsignedString(id) + " announces a payload of " + length
                    + " bytes; the limit is " + limit);
        }
    }
}
