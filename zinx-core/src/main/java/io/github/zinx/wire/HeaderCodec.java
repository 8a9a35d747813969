package io.github.zinx.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The layouts whose header is two 32-bit numbers: they differ in which comes first and in byte order.
 *
 * @param lengthAt where in the header the payload's length is; the id is in the other half
 */
record HeaderCodec(String name, int lengthAt, ByteOrder order) implements FrameCodec, InPlaceEncoder {

    static final List<HeaderCodec> BUILT_IN = List.of(
            new HeaderCodec("ltv-le", 0, ByteOrder.LITTLE_ENDIAN),
            new HeaderCodec("tlv-le", 4, ByteOrder.LITTLE_ENDIAN),
            new HeaderCodec("tlv-be", 4, ByteOrder.BIG_ENDIAN));

    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_ENDIAN = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** How many bytes a header has. */
    static final int SIZE = 8;

    private static final FrameCheck ANYTHING = (id, length) -> {};

    @Override
    public int overhead() {
        return SIZE;
    }

    @Override
    public FrameDecoder decoder(int maxLength) {
        return decoder(maxLength, ANYTHING);
    }

    @Override
    public FrameDecoder decoder(int maxLength, FrameCheck check) {
        return new HeaderDecoder(this, maxLength, check);
    }

    @Override
    public FrameEncoder encoder() {
        return this;
    }

    @Override
    public int size(int payloadLength) {
        return SIZE + payloadLength;
    }

    @Override
    public byte[] encode(int id, byte[] payload) {
        byte[] frame = new byte[size(payload.length)];
        encode(id, payload, 0, payload.length, frame, 0);
        return frame;
    }

    @Override
    public void encode(int id, byte[] payload, int from, int length, byte[] into, int at) {
        VarHandle number = order == ByteOrder.LITTLE_ENDIAN ? LITTLE_ENDIAN : BIG_ENDIAN;
        number.set(into, at + lengthAt, length);
        number.set(into, at + idAt(), id);
        System.arraycopy(payload, from, into, at + SIZE, length);
    }

    /** Returns where in the header the id is. */
    int idAt() {
        return SIZE / 2 - lengthAt;
    }
}
