package io.github.zinx.transport;

import io.github.zinx.Message;
import io.github.zinx.wire.FrameCheck;
import io.github.zinx.wire.FrameCodec;
import io.github.zinx.wire.FrameDecoder;
import io.github.zinx.wire.FrameEncoder;
import io.github.zinx.wire.InPlaceEncoder;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The wire layout and the length limit that all connections of one listener share; makes frames in the caller's thread.
 * Safe for use by many threads.
 */
public final class Frames {

    private final FrameCodec codec;
    private final int maxLength;
    private final @Nullable FrameEncoder shared;
    private final Map<Integer, Integer> byId = new ConcurrentHashMap<>();
    private final FrameCheck lengths = FrameCheck.lengths(this::maxLengthOf);

    /** Joins a layout with the longest payload, in bytes, that may be sent or received. */
    public Frames(FrameCodec codec, int maxLength) {
        this.codec = codec;
        this.maxLength = maxLength;
        shared = codec.statelessEncoder() ? codec.encoder() : null;
    }

    /**
     * Makes the frame of a message; afterwards the payload array is the caller's again.
     *
     * @throws IllegalArgumentException if the payload is over the limit
     */
    Frame frame(int id, byte[] payload) {
        Objects.requireNonNull(payload, "data");
        check(id, payload.length);
        if (shared == null) {
            return Frame.plain(id, payload.clone(), payload.length + codec.overhead());
        }
        return Frame.encoded(id, shared.encode(id, payload));
    }

    /**
     * Makes what is to be queued for a message. Its payload is the caller's again once it has been queued.
     *
     * @throws IllegalArgumentException if the payload is over the limit
     */
    Outbox.Item item(int id, byte[] payload) {
        Objects.requireNonNull(payload, "data");
        return item(id, payload, 0, payload.length);
    }

    /**
     * As above, of so many bytes of an array.
     *
     * @throws IndexOutOfBoundsException if they are not all in the array
     */
    Outbox.Item item(int id, byte[] array, int from, int length) {
        Objects.checkFromIndexSize(from, length, array.length);
        check(id, length);
        if (shared instanceof InPlaceEncoder inPlace) {
            Draft draft = new Draft(id, array, from, length, inPlace);
            return length < Batch.MOST
                    ? draft
                    : draft.alone(); // to copy it takes long, and nobody else shall wait for that
        }
        return frame(id, length == array.length ? array : Arrays.copyOfRange(array, from, from + length));
    }

    /**
     * Says whether a message may be sent at all.
     *
     * @throws IllegalArgumentException if its payload is over the limit
     */
    public void check(Message message) {
        check(message.id(), message.data().length);
    }

    private void check(int id, int length) {
        if (length > maxLength) {
            throw new IllegalArgumentException("message " + Integer.toUnsignedString(id) + " has a payload of " + length
                    + " bytes; the limit is " + maxLength);
        }
    }

    /**
     * Limits what may come in under an id more narrowly than {@code maxLength} does.
     *
     * @throws IllegalArgumentException if that is negative or more than {@code maxLength}
     */
    public void limit(int id, int bytes) {
        if (bytes < 0 || bytes > maxLength) {
            throw new IllegalArgumentException("message " + Integer.toUnsignedString(id) + ": a limit of " + bytes
                    + " bytes is refused, it must be 0 to frame.max-length, which is " + maxLength);
        }
        byId.put(id, bytes);
    }

    private int maxLengthOf(int id) {
        Integer own = byId.isEmpty() ? null : byId.get(id);
        return own == null ? maxLength : own;
    }

    /** Returns the encoder that one connection's writer uses for frames that are not yet encoded. */
    FrameEncoder writerEncoder() {
        return shared != null ? shared : codec.encoder();
    }

    /** Returns the decoder of one connection, which keeps to the limits of single ids, also those that are set later. */
    FrameDecoder decoder() {
        return codec.decoder(maxLength, lengths);
    }

    /** Returns the decoder of one connection that also asks, before anything else, whether a frame may come at all. */
    FrameDecoder decoder(FrameCheck first) {
        return codec.decoder(maxLength, (id, length) -> {
            first.check(id, length);
            lengths.check(id, length);
        });
    }

    /** Returns the most bytes that one frame can have. */
    int maxFrameSize() {
        return maxFrameSize(maxLength);
    }

    /** Returns the most bytes that a frame of so long a payload, or of the longest legal one if that is shorter, can have. */
    int maxFrameSize(int payload) {
        return Math.min(payload, maxLength) + codec.overhead();
    }
}
