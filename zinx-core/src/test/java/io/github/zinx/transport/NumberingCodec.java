package io.github.zinx.transport;

import io.github.zinx.Message;
import io.github.zinx.wire.FrameCodec;
import io.github.zinx.wire.FrameDecoder;
import io.github.zinx.wire.FrameEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A layout whose encoder has a memory: length, a running number, payload, one byte each for the first two. The decoder
 * of a large limit (the peer's) checks the numbers.
 */
final class NumberingCodec implements FrameCodec {

    private static final int PEERS_LIMIT = 16 * 1024 * 1024;

    private final AtomicInteger encodersMade = new AtomicInteger();
    private volatile Runnable onEncode = () -> {};

    void onEncode(Runnable action) {
        onEncode = action;
    }

    int encodersMade() {
        return encodersMade.get();
    }

    /** A frame whose number nobody looks at. */
    byte[] plain(String text) {
        return frame(0, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String name() {
        return "numbering";
    }

    @Override
    public int overhead() {
        return 2;
    }

    @Override
    public boolean statelessEncoder() {
        return false;
    }

    @Override
    public FrameDecoder decoder(int maxLength) {
        AtomicInteger next = new AtomicInteger();
        return in -> decode(in, maxLength == PEERS_LIMIT ? next : null);
    }

    @Override
    public FrameEncoder encoder() {
        encodersMade.incrementAndGet();
        AtomicInteger next = new AtomicInteger();
        return (id, payload) -> {
            onEncode.run();
            return frame(next.getAndIncrement(), payload);
        };
    }

    private static Message decode(ByteBuffer in, AtomicInteger expected) {
        if (in.remaining() < 2) {
            if (in.hasRemaining() && in.get(in.position()) < 0) {
                throw new IllegalArgumentException("the codec's own failure");
            }
            return null;
        }
        int length = in.get(in.position());
        if (in.remaining() < 2 + length) {
            return null;
        }
        in.get();
        byte number = in.get();
        if (expected != null && number != (byte) expected.getAndIncrement()) {
            throw new AssertionError("frame " + number + " is out of its turn");
        }
        byte[] payload = new byte[length];
        in.get(payload);
        return Message.of(1, payload);
    }

    private static byte[] frame(int number, byte[] payload) {
        return ByteBuffer.allocate(2 + payload.length)
                .put((byte) payload.length)
                .put((byte) number)
                .put(payload)
                .array();
    }
}
