package io.github.zinx.wire;

import java.util.function.IntUnaryOperator;

/**
 * Says which frames may come, beyond what the layout itself allows. Asked on a connection's reader thread; must not block.
 */
@FunctionalInterface
public interface FrameCheck {

    /**
     * Called by a decoder as soon as it knows a frame's id and the length of its payload, before it keeps anything of it.
     * It may be called several times for the same frame while that arrives, and is asked again for every frame, since the
     * answer may change.
     *
     * @param id the message id, unsigned
     * @param length the length of the payload in bytes, not over the limit that the decoder was made with
     * @throws io.github.zinx.ProtocolException if such a frame must not come; the decoder lets it pass through
     */
    void check(int id, int length);

    /**
     * Makes the check that refuses payloads which are too long for their message id.
     *
     * @param limit returns the longest payload, in bytes, that a message of an id may have; must not block
     */
    static FrameCheck lengths(IntUnaryOperator limit) {
        return (id, length) -> TooLong.check(id, length, limit.applyAsInt(id));
    }
}
