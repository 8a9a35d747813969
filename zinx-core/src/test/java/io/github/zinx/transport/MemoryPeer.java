package io.github.zinx.transport;

import io.github.zinx.Message;
import io.github.zinx.wire.FrameCodec;
import io.github.zinx.wire.FrameDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Speaks the wire at the other end of a {@link MemoryLink}, on the test's thread. */
final class MemoryPeer {

    private static final int LARGEST = 16 * 1024 * 1024;

    private final MemoryLink link;
    private final FrameCodec codec;
    private final FrameDecoder decoder;
    private ByteBuffer buffer = ByteBuffer.allocate(64 * 1024).flip();

    MemoryPeer(MemoryLink link, FrameCodec codec) {
        this.link = link;
        this.codec = codec;
        decoder = codec.decoder(LARGEST);
    }

    MemoryLink link() {
        return link;
    }

    void send(int id, String text) throws IOException {
        sendBytes(frame(id, text));
    }

    byte[] frame(int id, String text) {
        Message message = Message.of(id, text);
        return codec.encoder().encode(message.id(), message.data());
    }

    void sendBytes(byte... bytes) throws IOException {
        link.write(bytes, 0, bytes.length);
    }

    void finish() throws IOException {
        link.finish();
    }

    /** Returns the next message; null at the end of the stream. */
    @Nullable
    Message receive() throws IOException {
        while (true) {
            Message message = decoder.decode(buffer);
            if (message != null) {
                return message;
            }
            if (buffer.limit() == buffer.capacity()) {
                int size = buffer.position() > 0 ? buffer.capacity() : buffer.capacity() * 2;
                buffer = ByteBuffer.allocate(size).put(buffer).flip();
            }
            int end = buffer.limit();
            int count = link.read(buffer.array(), end, buffer.capacity() - end, 0);
            if (count < 0) {
                if (buffer.hasRemaining()) {
                    throw new IOException("the stream ended inside a frame");
                }
                return null;
            }
            buffer.limit(end + count);
        }
    }

    /** Returns the text of the next message, or "end of stream". */
    String receiveText() throws IOException {
        Message message = receive();
        return message == null ? "end of stream" : message.text();
    }

    /** Returns all messages up to the end of the stream. */
    List<Message> receiveAll() throws IOException {
        List<Message> all = new ArrayList<>();
        for (Message message = receive(); message != null; message = receive()) {
            all.add(message);
        }
        return all;
    }
}
