package io.github.zinx.transport;

import io.github.zinx.wire.FrameEncoder;

/**
 * A message on its way out: a whole frame, or where the encoder has a memory, a payload that the writer will encode when
 * its turn comes. Shared by the members of a broadcast; nobody changes its bytes any more.
 */
final class Frame implements Outbox.Item {

    private final int id;
    private final byte[] bytes;
    private final boolean encoded;
    private final int size;

    private Frame(int id, byte[] bytes, boolean encoded, int size) {
        this.id = id;
        this.bytes = bytes;
        this.encoded = encoded;
        this.size = size;
    }

    /** A frame that can be written as it is. */
    static Frame encoded(int id, byte[] bytes) {
        return new Frame(id, bytes, true, bytes.length);
    }

    /** A message that the writer encodes; the payload must be the frame's own. */
    static Frame plain(int id, byte[] payload, int size) {
        return new Frame(id, payload, false, size);
    }

    /** Returns what goes on the wire; for the writer, in the order of the wire. */
    byte[] toBytes(FrameEncoder encoder) {
        return encoded ? bytes : encoder.encode(id, bytes);
    }

    @Override
    public int size() {
        return size;
    }
}
