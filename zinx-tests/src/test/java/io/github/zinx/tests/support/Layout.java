package io.github.zinx.tests.support;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The three wire layouts, written down a second time and independently of the library, so that both cannot be wrong in
 * the same way.
 */
public enum Layout {
    LTV_LE("ltv-le", ByteOrder.LITTLE_ENDIAN, true),
    TLV_LE("tlv-le", ByteOrder.LITTLE_ENDIAN, false),
    TLV_BE("tlv-be", ByteOrder.BIG_ENDIAN, false);

    private final String format;
    private final ByteOrder order;
    private final boolean lengthFirst;

    Layout(String format, ByteOrder order, boolean lengthFirst) {
        this.format = format;
        this.order = order;
        this.lengthFirst = lengthFirst;
    }

    /** The name the library knows it by. */
    public String format() {
        return format;
    }

    /** A header that announces any length, whatever follows. */
    public byte[] header(int id, int length) {
        ByteBuffer header = ByteBuffer.allocate(8).order(order);
        header.putInt(lengthFirst ? length : id).putInt(lengthFirst ? id : length);
        return header.array();
    }

    public byte[] frame(int id, byte[] payload) {
        byte[] frame = Arrays.copyOf(header(id, payload.length), 8 + payload.length);
        System.arraycopy(payload, 0, frame, 8, payload.length);
        return frame;
    }

    int lengthOf(byte[] header) {
        return ByteBuffer.wrap(header).order(order).getInt(lengthFirst ? 0 : 4);
    }

    int idOf(byte[] header) {
        return ByteBuffer.wrap(header).order(order).getInt(lengthFirst ? 4 : 0);
    }
}
