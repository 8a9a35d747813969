package io.github.zinx.transport;

import io.github.zinx.wire.FrameEncoder;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/**
 * Gathers all frames that are queued into as few writes as possible. Used by the writer thread only.
 *
 * <p>One write is at most 64 KiB, and 16 KiB after a slow one, because progress shows only when a write returns: small
 * pieces let a slow but honest reader be told from one that does not read at all.
 */
final class FrameWriter {

    private static final int FIRST_SIZE = 512;
    private static final int PIECE = 64 * 1024;
    private static final int SMALL_PIECE = 16 * 1024;
    private static final long SLOW = Duration.ofMillis(100).toNanos();

    private final Link link;
    private final Outbox outbox;
    private final FrameEncoder encoder;
    private final Limit writeLimit;
    private final Meter meter = new Meter();
    private byte[] gathered = new byte[FIRST_SIZE];
    private int size;
    private int messages;
    private int piece = PIECE;

    FrameWriter(Link link, Outbox outbox, FrameEncoder encoder, Limit writeLimit) {
        this.link = link;
        this.outbox = outbox;
        this.encoder = encoder;
        this.writeLimit = writeLimit;
    }

    /** Writes until the outbox has ended; everything in it has then been written, unless it failed. */
    void run() throws IOException, InterruptedException {
        for (Frame frame = outbox.take(); frame != null; frame = outbox.take()) {
            while (frame != null) {
                add(frame);
                frame = size < PIECE ? outbox.poll() : null;
            }
            writeGathered();
            outbox.written();
        }
    }

    /** Returns what has been written. */
    Meter meter() {
        return meter;
    }

    private void add(Frame frame) throws IOException {
        byte[] bytes = frame.toBytes(encoder);
        if (size + bytes.length > PIECE) {
            writeGathered();
        }
        if (bytes.length > PIECE) {
            write(bytes, bytes.length);
            outbox.written();
            meter.addMessages(1);
        } else {
            if (size + bytes.length > gathered.length) {
                gathered = Arrays.copyOf(gathered, Math.min(PIECE, Math.max(size + bytes.length, gathered.length * 2)));
            }
            System.arraycopy(bytes, 0, gathered, size, bytes.length);
            size += bytes.length;
            messages++;
        }
    }

    private void writeGathered() throws IOException {
        write(gathered, size);
        meter.addMessages(messages);
        size = 0;
        messages = 0;
        if (gathered.length > FIRST_SIZE && outbox.isEmpty()) {
            gathered = new byte[FIRST_SIZE]; // a quiet connection keeps no large buffer
        }
    }

    private void write(byte[] bytes, int length) throws IOException {
        for (int from = 0; from < length; ) {
            int count = Math.min(piece, length - from);
            Thread.interrupted(); // a codec may have set it, and an interrupted thread that writes closes its socket
            long start = System.nanoTime();
            writeLimit.start();
            link.write(bytes, from, count);
            writeLimit.stop();
            meter.addBytes(count);
            piece = System.nanoTime() - start > SLOW ? SMALL_PIECE : PIECE;
            from += count;
        }
    }
}
