package io.github.zinx.wire;

import io.github.zinx.Message;
import java.util.List;

/**
 * A wire layout: makes the decoder and the encoder of each connection. One codec serves all connections of a listener
 * and is called from many threads at once; what must remember something between frames belongs into the decoder or
 * encoder it makes.
 *
 * <p>Three layouts are built in, all with a header of two unsigned 32-bit numbers, the message id and the length of the
 * payload alone: {@code ltv-le} (length, id, little-endian: what Zinx's tutorial taught and its LTV mode still speaks),
 * {@code tlv-le} (id, length, little-endian: Zinx V0.5 to V0.10) and {@code tlv-be} (id, length, big-endian: Zinx today).
 */
public interface FrameCodec {

    /** Returns the built-in layout of this name: {@code ltv-le}, {@code tlv-le} or {@code tlv-be}.
     *
     * @throws IllegalArgumentException for any other name; the message lists the known ones
     */
    static FrameCodec named(String name) {
        return HeaderCodec.BUILT_IN.stream()
                .filter(codec -> codec.name().equals(name))
                .findFirst()
                .map(FrameCodec.class::cast)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no wire layout is called '" + name + "'; there are " + String.join(", ", names())));
    }

    /** Returns the names of the built-in layouts, the default first. */
    static List<String> names() {
        return HeaderCodec.BUILT_IN.stream().map(HeaderCodec::name).toList();
    }

    /** Returns the layout's name, as it is written in a configuration and in the log. */
    String name();

    /** Returns the most bytes that a frame has besides its payload: header, trailer, padding. */
    int overhead();

    /**
     * Says whether encoding a message depends on nothing but the message. Then the sender's own thread encodes, and a
     * broadcast encodes once. Otherwise (sequence numbers, keys, compression with memory) the connection's writer
     * encodes, frame by frame in the order of the wire. All built-in layouts are stateless.
     */
    default boolean statelessEncoder() {
        return true;
    }

    /**
     * Makes the decoder of one connection.
     *
     * @param maxLength the longest payload, in bytes, that it may accept
     */
    FrameDecoder decoder(int maxLength);

    /**
     * Makes the decoder of one connection on which not every frame may come at any time. The built-in layouts refuse such
     * a frame when its header has come, before anything is kept of its payload; unless it is overridden, this method makes
     * a decoder that refuses the message once it is complete.
     *
     * @param maxLength the longest payload, in bytes, that it may ever accept
     * @param check to be asked about every frame whose payload is not longer than that
     */
    default FrameDecoder decoder(int maxLength, FrameCheck check) {
        FrameDecoder plain = decoder(maxLength);
        if (plain instanceof InPlaceDecoder inPlace) {
            return new CheckedDecoder(inPlace, check);
        }
        return in -> {
            Message message = plain.decode(in);
            if (message != null) {
                check.check(message.id(), message.data().length);
            }
            return message;
        };
    }

    /** Makes the encoder of one connection; called once for all connections where it is stateless. */
    FrameEncoder encoder();
}
