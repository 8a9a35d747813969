package io.github.zinx.tests.soak;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Numbered messages of random content that all have to come back: each once, in order, and as they were. One thread
 * sends and another takes.
 */
final class EchoCheck {

    private static final int OUTSTANDING = 128;
    private static final int LONGEST = 1500;
    private static final int NUMBER = Long.BYTES;

    private final long seed;
    private final Consumer<String> problem;
    private final Semaphore room = new Semaphore(OUTSTANDING);
    private long sent;
    private volatile long taken;

    EchoCheck(long seed, Consumer<String> problem) {
        this.seed = seed;
        this.problem = problem;
    }

    /** Returns what to send next, once there is room for it. */
    byte[] next(Duration atMost) throws InterruptedException {
        if (!room.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError("no answer for " + atMost + " after " + taken + " of " + sent);
        }
        return content(sent++);
    }

    /** Takes what has come back; never by two threads at once. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    void take(byte[] data) {
        if (!Arrays.equals(data, content(taken))) {
            problem.accept("echo " + taken + " was not what had been sent, but " + data.length + " bytes"
                    + (data.length < NUMBER
                            ? ""
                            : " numbered " + ByteBuffer.wrap(data).getLong()));
        }
        taken++;
        room.release();
    }

    /** Waits until all has come back; what comes later is one too many. */
    void awaitAll(Duration atMost) throws InterruptedException {
        if (!room.tryAcquire(OUTSTANDING, atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            problem.accept("only " + taken + " of " + sent + " echoes came back");
        }
    }

    /** Returns how many have come back. */
    long taken() {
        return taken;
    }

    /** Says so if more have come back than were sent. */
    void end() {
        if (taken > sent) {
            problem.accept(taken + " echoes of " + sent + " messages came back");
        }
    }

    private byte[] content(long number) {
        SplittableRandom random = new SplittableRandom(seed + number);
        byte[] content = new byte[NUMBER + random.nextInt(LONGEST)];
        random.nextBytes(content);
        ByteBuffer.wrap(content).putLong(number);
        return content;
    }
}
