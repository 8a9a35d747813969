package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionClosedException;
import io.github.zinx.SendTimeoutException;
import io.github.zinx.wire.InPlaceEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/** One sender of a stress round: it uses every way in, and keeps a record of what came of each message. */
final class StressSender implements Runnable {

    /** How many bytes a frame has at the least: its size, its sender, its number. */
    static final int LEAST = 12;

    private final int number;
    private final Outbox outbox;
    private final Random random;
    private final int count;

    // This sender's own.
    private int next;
    private byte[] payload = {};
    private int[] accepted = new int[1024];
    private int acceptedCount;
    private final BitSet unbuffered = new BitSet();
    private Throwable surprise;
    private volatile boolean running = true;

    // The writer's.
    private int[] received = new int[1024];
    private volatile int receivedCount;

    StressSender(int number, Outbox outbox, Random random, int count) {
        this.number = number;
        this.outbox = outbox;
        this.random = random;
        this.count = count;
    }

    static ConnectionClosedException closed() {
        return new ConnectionClosedException(7, "closed", null);
    }

    int number() {
        return number;
    }

    int acceptedCount() {
        return acceptedCount;
    }

    boolean isRunning() {
        return running;
    }

    /** Sends all its messages, or until the outbox is closed. */
    @Override
    public void run() {
        try {
            while (next < count) {
                step();
            }
        } catch (ConnectionClosedException e) {
            if (!outbox.isShut()) {
                surprise = e;
            }
        } catch (Throwable t) {
            surprise = t;
        } finally {
            running = false;
        }
    }

    private void step() {
        int what = random.nextInt(100);
        int message = next++;
        try {
            if (what < 60) {
                outbox.sendBuffered(item(message));
                scribble();
            } else if (what < 75) {
                outbox.send(frame(message));
                unbuffered.set(message);
            } else if (what < 95) {
                if (!outbox.trySend(item(message))) {
                    return;
                }
                scribble();
            } else {
                flush();
                return;
            }
            accept(message);
        } catch (SendTimeoutException | InterruptedException e) {
            // refused: it must not come out
        }
    }

    private void flush() throws InterruptedException {
        if (outbox.flush(Duration.ofNanos(random.nextInt(5_000_000)))) {
            assertEquals(acceptedCount, receivedCount, "flushed, and not yet written");
        }
    }

    private Frame frame(int message) {
        return frame(number, message, size());
    }

    /** A frame of its own, or one that joins those before it. */
    private Outbox.Item item(int message) {
        if (random.nextInt(4) == 0) {
            return frame(message);
        }
        payload = bytes(number, message, size());
        return draft(payload);
    }

    /** Once the send has returned, the array is the sender's again. */
    private void scribble() {
        Arrays.fill(payload, (byte) -1);
    }

    private int size() {
        return random.nextInt(1000) == 0 ? 50_000 : LEAST + random.nextInt(60);
    }

    /** A frame of this size that says who sent it and which one it is. */
    static Frame frame(int sender, int message, int size) {
        return Frame.encoded(sender, bytes(sender, message, size));
    }

    private static byte[] bytes(int sender, int message, int size) {
        return ByteBuffer.allocate(size)
                .putInt(size)
                .putInt(sender)
                .putInt(message)
                .array();
    }

    /** A message whose frame is its payload. */
    static Draft draft(byte[] payload) {
        return new Draft(1, payload, 0, payload.length, new Copying());
    }

    private record Copying() implements InPlaceEncoder {

        @Override
        public int size(int payloadLength) {
            return payloadLength;
        }

        @Override
        public byte[] encode(int id, byte[] payload) {
            throw new AssertionError("an array of its own is not asked for");
        }

        @Override
        public void encode(int id, byte[] payload, int from, int length, byte[] into, int at) {
            System.arraycopy(payload, from, into, at, length);
        }
    }

    /** Returns the frames that are in it, in the order in which they would be written. */
    static List<ByteBuffer> framesIn(Outgoing outgoing) {
        ByteBuffer rest = switch (outgoing) {
            case Frame frame -> ByteBuffer.wrap(frame.toBytes((id, payload) -> payload));
            case Batch batch -> ByteBuffer.wrap(batch.bytes(), 0, batch.size());
        };
        List<ByteBuffer> frames = new ArrayList<>();
        while (rest.hasRemaining()) {
            int size = rest.getInt(rest.position());
            byte[] frame = new byte[size]; // the batch's array may be used again
            rest.get(frame);
            frames.add(ByteBuffer.wrap(frame));
        }
        assertEquals(outgoing.messages(), frames.size());
        return frames;
    }

    static int senderOf(ByteBuffer frame) {
        return frame.getInt(4);
    }

    private void accept(int message) {
        if (acceptedCount == accepted.length) {
            accepted = Arrays.copyOf(accepted, acceptedCount * 2);
        }
        accepted[acceptedCount++] = message;
    }

    /** The writer has written one of its frames. */
    void received(ByteBuffer frame) {
        int at = receivedCount;
        if (at == received.length) {
            received = Arrays.copyOf(received, at * 2);
        }
        received[at] = frame.getInt(8);
        receivedCount = at + 1;
    }

    /** After the round: compares what it was told with what came out. */
    void check(boolean complete, String where) {
        if (surprise != null) {
            throw new AssertionError("sender " + number + ", " + where, surprise);
        }
        int[] in = Arrays.copyOf(accepted, complete ? acceptedCount : Math.min(acceptedCount, receivedCount));
        int[] out = Arrays.copyOf(received, receivedCount);
        if (!Arrays.equals(in, out)) {
            int at = Arrays.mismatch(in, out);
            throw new AssertionError("sender " + number + " differs at " + at + " of " + in.length + ": accepted "
                    + (at < in.length ? in[at] : "nothing") + ", came out " + (at < out.length ? out[at] : "nothing")
                    + ", " + where);
        }
        int unbufferedOut = (int) Arrays.stream(out).filter(unbuffered::get).count();
        assertEquals(
                unbuffered.cardinality(), unbufferedOut, () -> "a send returned and the writer had nothing, " + where);
        assertTrue(acceptedCount >= receivedCount, where);
    }
}
