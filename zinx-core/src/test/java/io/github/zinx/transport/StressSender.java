package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionClosedException;
import io.github.zinx.SendTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/** One sender of a stress round: it uses every way in, and keeps a record of what came of each message. */
final class StressSender implements Runnable {

    private final int number;
    private final Outbox outbox;
    private final Random random;
    private final int count;

    // This sender's own.
    private int next;
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
                outbox.sendBuffered(frame(message));
            } else if (what < 75) {
                outbox.send(frame(message));
                unbuffered.set(message);
            } else if (what < 95) {
                if (!outbox.trySend(frame(message))) {
                    return;
                }
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
        return frame(number, message, random.nextInt(1000) == 0 ? 50_000 : 8 + random.nextInt(60));
    }

    /** A frame of this size that says who sent it and which one it is. */
    static Frame frame(int sender, int message, int size) {
        byte[] bytes = ByteBuffer.allocate(size).putInt(sender).putInt(message).array();
        return Frame.encoded(sender, bytes);
    }

    static int senderOf(Frame frame) {
        return bytesOf(frame).getInt(0);
    }

    private static ByteBuffer bytesOf(Frame frame) {
        return ByteBuffer.wrap(frame.toBytes((id, payload) -> payload));
    }

    private void accept(int message) {
        if (acceptedCount == accepted.length) {
            accepted = Arrays.copyOf(accepted, acceptedCount * 2);
        }
        accepted[acceptedCount++] = message;
    }

    /** The writer has written one of its frames. */
    void received(Frame frame) {
        int at = receivedCount;
        if (at == received.length) {
            received = Arrays.copyOf(received, at * 2);
        }
        received[at] = bytesOf(frame).getInt(4);
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
