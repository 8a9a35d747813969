package io.github.zinx.wire;

import io.github.zinx.Message;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A decoder that can say where a payload stands instead of copying it. Handlers of views
 * ({@link io.github.zinx.server.Server#handleView}) are only spared the copy where the codec has one; all built-in layouts do.
 * Used by its connection's reader only, so it may remember what it has found.
 */
public interface InPlaceDecoder extends FrameDecoder {

    /**
     * Takes one frame off the front of the buffer, exactly as {@link #decode} does, but makes no message of it: what it was is
     * told by the other methods until the next call.
     *
     * @return false if the first frame is not complete; the position has not moved then
     * @throws io.github.zinx.ProtocolException as {@link #decode} does
     */
    boolean find(ByteBuffer in);

    /** Returns the message id, unsigned, of the frame that was found. */
    int id();

    /** Returns the index in the buffer of its payload's first byte; the payload lies within the frame. */
    int payloadAt();

    /** Returns how many bytes its payload has. */
    int payloadLength();

    @Override
    default @Nullable Message decode(ByteBuffer in) {
        return find(in) ? copy(in) : null;
    }

    /** Returns the message that was found, with a copy of its payload. */
    default Message copy(ByteBuffer in) {
        byte[] payload = new byte[payloadLength()];
        in.get(payloadAt(), payload);
        return Message.of(id(), payload);
    }
}
