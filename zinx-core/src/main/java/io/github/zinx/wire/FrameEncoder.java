package io.github.zinx.wire;

/**
 * Turns messages into frames. A stateless one is called from many threads at once, any other only by its connection's
 * writer: by one thread at a time, not always the same, each of which sees what the one before has done. Writers have the
 * system's context class loader and no inherited thread locals. Must not block.
 */
@FunctionalInterface
public interface FrameEncoder {

    /**
     * Returns the frame for a message in an array of its own. The payload's length has been checked against the limit;
     * the payload is only read, and not kept.
     *
     * @param id the message id, unsigned
     */
    byte[] encode(int id, byte[] payload);
}
