package io.github.zinx.transport;

import io.github.zinx.wire.FrameEncoder;

/**
 * A message on its way out: a whole frame, or where the encoder has a memory, a payload that the writer will encode when
 * its turn comes. Shared by the members of a broadcast; nobody changes its bytes any more.
 */
final class Frame implements Outgoing {

    private final int id;
    private final byte[] bytes;
    private final boolean encoded;
    private final int size;
    private final int held;

    private Frame(int id, byte[] bytes, boolean encoded, int size, int sharers) {
        this.id = id;
        this.bytes = bytes;
        this.encoded = encoded;
        this.size = size;
        held = sharers > 1 ? size / sharers + 1 : size;
    }

    /** A frame that can be written as it is. */
    static Frame encoded(int id, byte[] bytes) {
        return new Frame(id, bytes, true, bytes.length, 1);
    }

    /** A message that the writer encodes; the payload must be the frame's own. */
    static Frame plain(int id, byte[] payload, int size) {
        return new Frame(id, payload, false, size, 1);
    }

    /** The same frame for the queues of so many connections, each of which holds its part of it. */
    Frame shared(int sharers) {
        return new Frame(id, bytes, encoded, size, sharers);
    }

    /** Returns what goes on the wire; for the writer, in the order of the wire. */
    byte[] toBytes(FrameEncoder encoder) {
        return encoded ? bytes : encoder.encode(id, bytes);
    }

    @Override
    public int messages() {
        return 1;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int held() {
        return held;
    }
}
