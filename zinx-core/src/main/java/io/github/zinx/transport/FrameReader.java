package io.github.zinx.transport;

import io.github.zinx.Connection;
import io.github.zinx.Message;
import io.github.zinx.ProtocolException;
import io.github.zinx.wire.FrameDecoder;
import io.github.zinx.wire.InPlaceDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Fills a buffer from the link and decodes all that it holds. Used by the reader thread only.
 *
 * <p>The buffer grows only when it is full of bytes that have really arrived, never for a length that a peer announces:
 * to 64 KiB when more comes at a time than it takes, and further for one whole frame up to the largest legal size. A
 * large one is given back when little comes for a while, or nothing.
 */
final class FrameReader {

    /** Stands for a message that has not been copied. */
    static final Message IN_PLACE = Message.of(0, new byte[0]);

    private static final int FIRST_SIZE = 128;
    private static final int GROWTH = 4;
    private static final int USUAL_LARGEST = 64 * 1024;

    /** A buffer up to this size is kept while nothing comes. */
    private static final int KEPT = 1024;

    /** A larger one is kept for so many milliseconds in which nothing comes, */
    private static final int QUIET = 1000;

    /** and made smaller after so many reads in turn that a smaller one would have had room for. */
    private static final int SMALL_READS = 16;

    private static final long OTHERS_ROOM = Duration.ofMillis(100).toNanos();

    private final Link link;
    private final Frames frames;
    private final FrameDecoder decoder;
    private final int largest;
    private final Limit frameLimit;
    private final Limit idleLimit;
    private final @Nullable RateLimit rateLimit;
    private final Login login;
    private final MemoryCap.Share memory;
    private final Inbound inbound;
    private final ReaderTurn turn;
    private final BooleanSupplier open;
    private final Meter meter = new Meter();

    /** Between two calls its readable part is what has arrived and is not decoded. */
    private ByteBuffer buffer = ByteBuffer.allocate(FIRST_SIZE).flip();

    private int smallReads;

    /** What was found last is to be handed on where it stands. */
    private boolean inPlace;

    private boolean decodedSinceRead;
    private boolean ended;

    /**
     * Begins with nothing read.
     *
     * @param inbound where the messages go, so that one before the login can wait for those ahead of it
     * @param open false once nobody needs to wait for anything here any more
     */
    FrameReader(Link link, Frames frames, ReadLimits limits, Inbound inbound, BooleanSupplier open) {
        this.link = link;
        this.frames = frames;
        this.login = limits.login();
        this.inbound = inbound;
        this.decoder = login.isDone() ? frames.decoder() : frames.decoder(login);
        this.largest = Math.max(frames.maxFrameSize(), USUAL_LARGEST);
        this.frameLimit = limits.frame();
        this.idleLimit = limits.idle();
        this.rateLimit = limits.rate();
        this.memory = limits.memory();
        this.turn = limits.turn();
        this.open = open;
    }

    /**
     * Returns the next message, reading for as long as it takes; {@link #IN_PLACE} if it need not be copied, and null at the
     * end of the peer's stream.
     *
     * @throws ProtocolException if what came is no frame, or the stream ends inside one
     */
    @Nullable
    Message next() throws IOException, InterruptedException {
        while (true) {
            keepToRate();
            if (buffer.hasRemaining() && !login.isDone()) {
                awaitTurn();
            }
            Message message = decode();
            if (message != null) {
                // The clock of a frame that is only begun starts when we wait for the rest of it, not while the ones
                // before it are handled.
                frameLimit.stop();
                decodedSinceRead = true;
                if (rateLimit != null) {
                    rateLimit.noteMessage();
                }
                meter.addMessages(1);
                return message;
            }
            if (!fill()) {
                if (buffer.hasRemaining()) {
                    throw new ProtocolException(
                            "the stream ended inside a frame, after " + buffer.remaining() + " bytes of it");
                }
                return null;
            }
        }
    }

    /**
     * Hands on the message that {@link #next} has returned, copied or where it stands; to be called before the next one is
     * asked for. Waits as {@link Inbound#accept} does.
     */
    void handOn(Connection connection, Message message) throws InterruptedException {
        if (inPlace) {
            var found = (InPlaceDecoder) decoder;
            inbound.acceptView(connection, found.id(), buffer.array(), found.payloadAt(), found.payloadLength());
        } else {
            inbound.accept(connection, message);
        }
    }

    /** Returns what has arrived. */
    Meter meter() {
        return meter;
    }

    /** Says whether the last read brought messages before it brought whatever came after them. */
    boolean decodedSinceRead() {
        return decodedSinceRead;
    }

    /** Says whether something has arrived that is not decoded yet. */
    boolean hasMore() {
        return buffer.hasRemaining();
    }

    /** Says whether the peer has ended its stream. */
    boolean hasEnded() {
        return ended;
    }

    /** Reads and throws away until the end of the peer's stream. */
    void discard() throws IOException {
        byte[] waste = buffer.array();
        for (int count = 0; count >= 0; count = read(waste, 0, waste.length, 0)) {
            meter.addBytes(count);
            turn.afterRead(count == waste.length);
            turn.beforeRead(false);
        }
    }

    private void keepToRate() {
        if (rateLimit != null && rateLimit.isAhead()) {
            frameLimit.stop(); // it is not the peer who dawdles now
            inbound.rest();
            rateLimit.pause();
        }
    }

    private @Nullable Message decode() {
        if (!buffer.hasRemaining()) {
            return null;
        }
        int before = buffer.position();
        Message message = decoder instanceof InPlaceDecoder found ? find(found) : decoder.decode(buffer);
        if ((message == null) != (buffer.position() == before)) {
            throw new ProtocolException("the codec moved the buffer without a message, or gave one without moving it");
        }
        return message;
    }

    private @Nullable Message find(InPlaceDecoder found) {
        int before = buffer.position();
        if (!found.find(buffer)) {
            return null;
        }
        int at = found.payloadAt();
        int length = found.payloadLength();
        if (at < before || length < 0 || length > buffer.position() - at) {
            throw new ProtocolException("the codec found a payload that lies outside of its frame");
        }
        inPlace = inbound.takesView(found.id());
        return inPlace ? IN_PLACE : found.copy(buffer);
    }

    /** Before the login a message is looked at only when those before it, the login itself perhaps, have been handled. */
    private void awaitTurn() throws InterruptedException {
        inbound.rest();
        if (!inbound.isIdle()) {
            frameLimit.stop(); // it is us who wait now
            inbound.awaitHandled();
        }
    }

    /** Reads behind what the buffer holds. A large buffer with nothing in it is given back if nothing comes for a while. */
    private boolean fill() throws IOException {
        inbound.rest();
        turn.beforeRead(decodedSinceRead);
        if (buffer.hasRemaining()) { // only now, since it is we who have waited until here
            frameLimit.startIfStopped();
        }
        makeRoom();
        idleLimit.start();
        boolean mayShrink = buffer.capacity() > KEPT && !buffer.hasRemaining();
        int count = read(buffer.array(), buffer.limit(), most(), mayShrink ? QUIET : 0);
        if (count == 0) {
            buffer = hold(FIRST_SIZE).flip();
            count = read(buffer.array(), buffer.limit(), most(), 0);
        }
        idleLimit.stop();
        if (rateLimit != null) {
            rateLimit.noteBytes(Math.max(0, count));
        }
        decodedSinceRead = false;
        if (count < 0) {
            ended = true;
            return false;
        }
        meter.addBytes(count);
        turn.afterRead(count == room() && count >= buffer.capacity() / 2);
        boolean small = buffer.capacity() > KEPT && count < buffer.capacity() / GROWTH;
        smallReads = small ? smallReads + 1 : 0;
        buffer.limit(buffer.limit() + count);
        return true;
    }

    private int read(byte[] into, int offset, int length, int millis) throws IOException {
        Thread.interrupted(); // a codec may have set it, and an interrupted thread that reads closes its socket
        return link.read(into, offset, length, millis);
    }

    private int most() {
        return rateLimit == null ? room() : rateLimit.atMost(room());
    }

    private void makeRoom() {
        if (!buffer.hasRemaining()) {
            if (smallReads >= SMALL_READS) {
                smallReads = 0;
                buffer = hold(buffer.capacity() / GROWTH);
            }
            buffer.clear().flip();
        } else if (buffer.position() > 0 && room() < buffer.capacity() / 2) {
            buffer.compact().flip();
        }
        int most = login.isDone() ? largest : frames.maxFrameSize(login.maxLength());
        if (room() == 0) {
            growForOneFrame(most);
        } else if (turn.moreWaits()) {
            growIfPossible(Math.min(most, USUAL_LARGEST));
        }
    }

    /** The buffer is full, and holds no whole frame. */
    private void growForOneFrame(int most) {
        if (buffer.capacity() < most) {
            buffer = hold(larger(most)).put(buffer).flip();
        } else if (most < largest) {
            throw login.refused("more than " + most + " bytes without a frame came before the login");
        } else {
            throw new ProtocolException("the codec finds no frame in " + largest + " bytes");
        }
    }

    private void growIfPossible(int most) {
        if (buffer.capacity() < most && memory.hold(larger(most))) {
            buffer = ByteBuffer.allocate(larger(most)).put(buffer).flip();
        }
    }

    private int larger(int most) {
        return (int) Math.min(most, (long) buffer.capacity() * GROWTH);
    }

    private int room() {
        return buffer.capacity() - buffer.limit();
    }

    /**
     * Makes a buffer of another size. Where all connections together hold as much as they may, a larger one has to wait;
     * the clock of its frame runs on meanwhile, or peers that never complete theirs could hold it all for ever.
     */
    private ByteBuffer hold(int size) {
        while (!memory.hold(size) && open.getAsBoolean()) {
            LockSupport.parkNanos(this, OTHERS_ROOM);
            Thread.interrupted(); // or the next park would not wait
        }
        return ByteBuffer.allocate(size);
    }

    /** Says that the buffer is no longer needed. */
    void letGo() {
        memory.holdAnyway(0);
    }
}
