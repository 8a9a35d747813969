package io.github.zinx.transport;

import io.github.zinx.wire.InPlaceEncoder;

/**
 * A message that is encoded when there is room for it, into the {@link Batch} it is queued with. Until then the payload is
 * its sender's; it never stands in the queue itself.
 */
final class Draft implements Outbox.Item {

    private final int id;
    private final byte[] payload;
    private final int from;
    private final int length;
    private final InPlaceEncoder encoder;
    private final int size;

    Draft(int id, byte[] payload, int from, int length, InPlaceEncoder encoder) {
        this.id = id;
        this.payload = payload;
        this.from = from;
        this.length = length;
        this.encoder = encoder;
        size = encoder.size(length);
    }

    /** Puts the frame, {@link #size} bytes, into the array from there on. */
    void encode(byte[] into, int at) {
        encoder.encode(id, payload, from, length, into, at);
    }

    /** Returns the frame in an array of its own. */
    byte[] encoded() {
        byte[] frame = new byte[size];
        encode(frame, 0);
        return frame;
    }

    /** Makes a frame of its own of it. */
    Frame alone() {
        return Frame.encoded(id, encoded());
    }

    @Override
    public int size() {
        return size;
    }
}
