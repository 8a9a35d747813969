package io.github.zinx.wire;

import java.nio.ByteBuffer;

/** Asks about every frame that another decoder has found. */
record CheckedDecoder(InPlaceDecoder decoder, FrameCheck check) implements InPlaceDecoder {

    @Override
    public boolean find(ByteBuffer in) {
        boolean found = decoder.find(in);
        if (found) {
            check.check(id(), payloadLength());
        }
        return found;
    }

    @Override
    public int id() {
        return decoder.id();
    }

    @Override
    public int payloadAt() {
        return decoder.payloadAt();
    }

    @Override
    public int payloadLength() {
        return decoder.payloadLength();
    }
}
