package io.github.zinx.client.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The three built-in wire layouts, written down a second time and independently of the library's own code, so that both
 * cannot be wrong in the same way. Ids and lengths are unsigned 32-bit numbers kept in an {@code int}.
 */
public enum Layout {
    /** Length, then id, little-endian: the default. */
    LTV_LE("ltv-le", ByteOrder.LITTLE_ENDIAN, true),

    /** Id, then length, little-endian: what Zinx V0.5 to V0.10 speak. */
    TLV_LE("tlv-le", ByteOrder.LITTLE_ENDIAN, false),

    /** Id, then length, big-endian: what Zinx speaks today. */
    TLV_BE("tlv-be", ByteOrder.BIG_ENDIAN, false);

    /** Bytes before the payload, the same in all three. */
    static final int HEADER = 8;

    private final String format;
    private final ByteOrder order;
    private final boolean lengthFirst;

    Layout(String format, ByteOrder order, boolean lengthFirst) {
        this.format = format;
        this.order = order;
        this.lengthFirst = lengthFirst;
    }

    /**
     * Returns the layout of this name, as it is written in a configuration.
     *
     * @throws IllegalArgumentException for any other name; the message lists the known ones
     */
    public static Layout named(String format) {
        return Stream.of(values())
                .filter(layout -> layout.format.equals(format))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no layout here is called '" + format + "'; there are "
                        + Stream.of(values()).map(Layout::format).collect(Collectors.joining(", "))));
    }

    /** Returns the layout's name, as it is written in a configuration. */
    public String format() {
        return format;
    }

    /** Makes the 8 bytes of a header that announces any length, legal or not, whatever is going to follow. */
    public byte[] header(int id, int length) {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(order);
        header.putInt(lengthFirst ? length : id).putInt(lengthFirst ? id : length);
        return header.array();
    }

    /** Makes the bytes of a whole frame: header and payload. The payload is copied. */
    public byte[] frame(int id, byte[] payload) {
        return ByteBuffer.allocate(HEADER + payload.length)
                .put(header(id, payload.length))
                .put(payload)
                .array();
    }

    /** Makes the bytes of a whole frame with this text in UTF-8 as its payload. */
    public byte[] frame(int id, String text) {
        return frame(id, text.getBytes(StandardCharsets.UTF_8));
    }

    int lengthOf(byte[] header) {
        return ByteBuffer.wrap(header).order(order).getInt(lengthFirst ? 0 : 4);
    }

    int idOf(byte[] header) {
        return ByteBuffer.wrap(header).order(order).getInt(lengthFirst ? 4 : 0);
    }
}
