package io.github.zinx.wire;

import io.github.zinx.Message;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    private static final int HEADER = 8;
    private static final FrameCheck ANYTHING = (id, length) -> {};

    @Override
    public int overhead() {
        return HEADER;
    }

    @Override
    public FrameDecoder decoder(int maxLength) {
        return decoder(maxLength, ANYTHING);
    }

    @Override
    public FrameDecoder decoder(int maxLength, FrameCheck check) {
        return in -> decode(in, maxLength, check);
    }

    @Override
    public FrameEncoder encoder() {
        return this;
    }

    private @Nullable Message decode(ByteBuffer in, int maxLength, FrameCheck check) {
        if (in.remaining() < HEADER) {
            return null;
        }
        in.order(order);
        int start = in.position();
        long length = Integer.toUnsignedLong(in.getInt(start + lengthAt));
        int id = in.getInt(start + idAt());
        TooLong.check(id, length, maxLength);
        check.check(id, (int) length);
        if (in.remaining() - HEADER < length) {
            return null;
        }
        byte[] payload = new byte[(int) length];
        in.get(start + HEADER, payload);
        in.position(start + HEADER + payload.length);
        return Message.of(id, payload);
    }

    @Override
    public int size(int payloadLength) {
        return HEADER + payloadLength;
    }

    @Override
    public byte[] encode(int id, byte[] payload) {
        byte[] frame = new byte[size(payload.length)];
        encode(id, payload, frame, 0);
        return frame;
    }

    @Override
    public void encode(int id, byte[] payload, byte[] into, int at) {
        VarHandle number = order == ByteOrder.LITTLE_ENDIAN ? LITTLE_ENDIAN : BIG_ENDIAN;
        number.set(into, at + lengthAt, payload.length);
        number.set(into, at + idAt(), id);
        System.arraycopy(payload, 0, into, at + HEADER, payload.length);
    }

    private int idAt() {
        return HEADER / 2 - lengthAt;
    }
}
