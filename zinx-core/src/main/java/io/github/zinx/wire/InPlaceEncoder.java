package io.github.zinx.wire;

/**
 * An encoder that can put a frame behind others into an array, so that many small messages need neither arrays of their own
 * nor copying before they are written together. All built-in layouts have one. Only of use to a
 * {@linkplain FrameCodec#statelessEncoder stateless} encoder; any other is asked for arrays.
 */
public interface InPlaceEncoder extends FrameEncoder {

    /** Returns how many bytes the frame for a payload of this length has, header and all. */
    int size(int payloadLength);

    /**
     * Puts the frame for a message into an array: the same bytes that {@link FrameEncoder#encode encode} returns. All others
     * who send on the connection wait meanwhile, so it must do no more than copy. The length has been checked against the
     * limit; the payload is only read, and neither array is kept.
     *
     * @param id the message id, unsigned
     * @param payload has the payload's bytes, {@code length} of them from {@code from} on; others are not to be looked at
     * @param from where in that array the payload begins
     * @param length how many bytes it has
     * @param into has room for {@link #size} bytes from {@code at} on, all of which have to be written, since anything may
     *     stand in them; all others are not to be touched
     * @param at where the frame begins
     */
    void encode(int id, byte[] payload, int from, int length, byte[] into, int at);
}
