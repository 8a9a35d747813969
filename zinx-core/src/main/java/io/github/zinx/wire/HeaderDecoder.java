package io.github.zinx.wire;

import java.nio.ByteBuffer;

/** The decoder of one connection for a {@link HeaderCodec}. */
final class HeaderDecoder implements InPlaceDecoder {

    private final HeaderCodec codec;
    private final int maxLength;
    private final FrameCheck check;

    private int id;
    private int payloadAt;
    private int payloadLength;

    HeaderDecoder(HeaderCodec codec, int maxLength, FrameCheck check) {
        this.codec = codec;
        this.maxLength = maxLength;
        this.check = check;
    }

    @Override
    public boolean find(ByteBuffer in) {
        if (in.remaining() < HeaderCodec.SIZE) {
            return false;
        }
        in.order(codec.order());
        int start = in.position();
        long length = Integer.toUnsignedLong(in.getInt(start + codec.lengthAt()));
        int found = in.getInt(start + codec.idAt());
        TooLong.check(found, length, maxLength);
        check.check(found, (int) length);
        if (in.remaining() - HeaderCodec.SIZE < length) {
            return false;
        }
        id = found;
        payloadAt = start + HeaderCodec.SIZE;
        payloadLength = (int) length;
        in.position(payloadAt + payloadLength);
        return true;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public int payloadAt() {
        return payloadAt;
    }

    @Override
    public int payloadLength() {
        return payloadLength;
    }
}
