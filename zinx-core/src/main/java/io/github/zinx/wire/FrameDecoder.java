package io.github.zinx.wire;

import io.github.zinx.Message;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one connection into messages. Used by that connection's reader thread only; must not block.
 */
@FunctionalInterface
public interface FrameDecoder {

    /**
     * Takes one message off the front of the buffer.
     *
     * <p>The buffer holds what has arrived and is not yet decoded, from its position to its limit; a frame may be there
     * whole, in part, or with others behind it. If the first frame is complete, the decoder moves the position behind it
     * and returns its message, whose array is a copy. If not, it returns null and leaves the position alone; it is asked
     * again when more has arrived.
     *
     * <p>A length must be checked before anything is allocated for it, and as the unsigned number that it is.
     *
     * @throws io.github.zinx.ProtocolException if the bytes are no frame of this layout or announce a payload over the
     *     limit; the connection then ends
     */
    @Nullable
    Message decode(ByteBuffer in);
}
