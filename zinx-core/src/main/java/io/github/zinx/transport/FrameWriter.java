package io.github.zinx.transport;

import io.github.zinx.wire.FrameEncoder;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Gathers all frames that are queued into as few writes as possible. Used by the writer only, but for the sweeper's look;
 * the reader uses it while it {@linkplain Outbox#becomeWriter is the writer}.
 *
 * <p>One write is at most 64 KiB, and 16 KiB after a slow one, because progress shows only when a write returns: small
 * pieces let a slow but honest reader be told from one that does not read at all.
 */
final class FrameWriter {

    private static final int PIECE = SpareBuffers.SIZE;
    private static final int SMALL_PIECE = 16 * 1024;
    private static final long SLOW = Duration.ofMillis(100).toNanos();

    /** For so many rounds of the sweeper, about a second, a writer stays that has nothing to write. */
    private static final int STAY = 10;

    /** After so many frames that came alone, one after the other, a writer goes that goes early. */
    private static final int SINGLES = 16;

    private final Link link;
    private final Outbox outbox;
    private final FrameEncoder encoder;
    private final Limit writeLimit;
    private final boolean goesEarly;
    private final Meter meter = new Meter();

    // The writer's own.
    private byte @Nullable [] gathered;
    private int size;
    private int messages;
    private int piece = PIECE;
    private byte @Nullable [] rest;
    private int restFrom;

    // The sweeper's own.
    private long seen;
    private int idleRounds;
    private boolean hadWriter;

    /** One that goes early goes at once if there is nothing to write, as the reader writes most of it. */
    FrameWriter(Link link, Outbox outbox, FrameEncoder encoder, Limit writeLimit, boolean goesEarly) {
        this.link = link;
        this.outbox = outbox;
        this.encoder = encoder;
        this.writeLimit = writeLimit;
        this.goesEarly = goesEarly;
    }

    /**
     * Writes until the outbox has ended; everything in it has then been written, unless it failed.
     *
     * @return false if the caller has been let go before that: another thread may be the writer by now
     */
    boolean run() throws IOException, InterruptedException {
        writeRest();
        int singles = SINGLES;
        while (true) {
            if (goesEarly && singles >= SINGLES) {
                outbox.letWriterGo();
                singles = 0;
            }
            Outgoing next = outbox.take();
            if (next == null || next == Outbox.LET_GO) {
                return next == null;
            }
            long before = meter.messages();
            writeWithFollowers(next);
            outbox.written();
            singles = meter.messages() - before == 1 ? singles + 1 : 0;
        }
    }

    /**
     * Writes as much of a frame as goes without waiting, for the reader while it is the writer.
     *
     * @return false if some of it is left, which the next writer writes before anything else
     */
    boolean writeAtOnce(byte[] frame) throws IOException {
        int count = link.tryWrite(frame, 0, frame.length);
        meter.addBytes(count);
        if (count < frame.length) {
            rest = frame;
            restFrom = count;
            outbox.leave(frame.length);
            return false;
        }
        meter.addMessages(1);
        return true;
    }

    private void writeRest() throws IOException {
        byte[] left = rest;
        if (left != null) {
            rest = null;
            write(left, restFrom, left.length);
            meter.addMessages(1);
            outbox.written();
        }
    }

    /**
     * Lets a writer go that has had nothing to write for long; for the sweeper, in each of its rounds.
     *
     * @return false once a writer that was let go has left no other behind: there is nothing to look at until one begins
     */
    boolean sweep() {
        boolean has = outbox.hasWriter();
        boolean look = has || hadWriter; // one that is about to leave may stay after all
        hadWriter = has;
        long written = meter.messages();
        idleRounds = has && written == seen ? idleRounds + 1 : 0;
        seen = written;
        if (idleRounds >= STAY && outbox.isQuiet()) {
            outbox.letWriterGo();
            idleRounds = 0;
        }
        return look;
    }

    /** Returns what has been written. */
    Meter meter() {
        return meter;
    }

    private void writeWithFollowers(Outgoing first) throws IOException {
        for (Outgoing next = first; next != null; ) {
            switch (next) {
                case Frame frame -> {
                    byte[] bytes = frame.toBytes(encoder);
                    next = writeOrGather(bytes, bytes.length, 1);
                }
                case Batch batch -> {
                    next = writeOrGather(batch.bytes(), batch.size(), batch.messages());
                    batch.letGo();
                }
            }
        }
        writeGathered();
    }

    /** Returns what comes next, if it can go into the same write. */
    private @Nullable Outgoing writeOrGather(byte[] bytes, int length, int count) throws IOException {
        if (size + length > PIECE) {
            writeGathered();
        }
        Outgoing next = size + length < PIECE ? outbox.poll() : null;
        if (size == 0 && (next == null || length >= PIECE)) {
            write(bytes, 0, length);
            meter.addMessages(count);
        } else {
            gather(bytes, length, count);
        }
        return next;
    }

    private void gather(byte[] bytes, int length, int count) {
        if (gathered == null) {
            gathered = SpareBuffers.take(SpareBuffers.SIZE);
        }
        System.arraycopy(bytes, 0, gathered, size, length);
        size += length;
        messages += count;
    }

    private void writeGathered() throws IOException {
        byte[] buffer = gathered;
        if (buffer == null) {
            return;
        }
        write(buffer, 0, size);
        meter.addMessages(messages);
        size = 0;
        messages = 0;
        gathered = null;
        SpareBuffers.giveBack(buffer);
    }

    private void write(byte[] bytes, int offset, int end) throws IOException {
        outbox.gatheredLeft();
        for (int from = offset; from < end; ) {
            int count = Math.min(piece, end - from);
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
