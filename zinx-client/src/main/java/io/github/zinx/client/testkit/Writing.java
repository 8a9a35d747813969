package io.github.zinx.client.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that a {@link RawPeer} writes in the background, on a daemon thread of its own: a drip or a flood. It ends when
 * all is written or the connection is over, whichever comes first; closing the peer ends it.
 */
public final class Writing {

    /** What is to be written, piece by piece. */
    @FunctionalInterface
    interface Pieces {
        /** Writes the {@code i}-th piece; returns how many bytes it had. */
        int write(int i) throws IOException, InterruptedException;
    }

    private final String what;
    private final Duration timeout;
    private final AtomicLong written = new AtomicLong();
    private final CountDownLatch over = new CountDownLatch(1);

    private Writing(String what, Duration timeout) {
        this.what = what;
        this.timeout = timeout;
    }

    static Writing start(String what, Duration timeout, int count, Pieces pieces) {
        Writing writing = new Writing(what, timeout);
        Thread.ofPlatform().name("peer-writing").daemon().start(() -> writing.run(count, pieces));
        return writing;
    }

    private void run(int count, Pieces pieces) {
        try {
            for (int i = 0; i < count; i++) {
                written.addAndGet(pieces.write(i));
            }
        } catch (IOException | InterruptedException e) {
            // the connection is over, and so is this
        } finally {
            over.countDown();
        }
    }

    /** Returns how many bytes have been written so far; one that stands still is a peer that the server holds back. */
    public long written() {
        return written.get();
    }

    /**
     * Waits until it is over, at most as long as its peer waits for anything, and returns how many bytes were written:
     * fewer than all, if the connection ended before.
     *
     * @throws AssertionError if it is not over in time
     */
    public long await() throws InterruptedException {
        if (!over.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError("expected the end of " + this + " within " + Shown.time(timeout));
        }
        return written();
    }

    /** Returns what is written, and how far it has come. */
    @Override
    public String toString() {
        return what + " (" + written() + " bytes are written)";
    }
}
