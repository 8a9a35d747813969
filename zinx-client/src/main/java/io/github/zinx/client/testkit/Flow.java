package io.github.zinx.client.testkit;

import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One direction through a {@link FaultProxy}, of all its connections together: what happens to the bytes in it, and to
 * the ends of its streams (FIN and RST), which come after them. Made by the proxy.
 *
 * <p>It either passes, or is stalled, or swallows; {@link #delay}, {@link #split}, {@link #finishAfter} and
 * {@link #resetAfter} say how it passes, and can be combined. Every method but the one that waits returns at once, holds
 * from then on, and may be called by any thread.
 */
public final class Flow {

    private enum Mode {
        PASS,
        STALL,
        SWALLOW
    }

    /** What to do with a connection after a step. */
    enum Then {
        GO_ON,
        FINISH,
        RESET
    }

    /** What a pipe is to do next with so many of the bytes that it has: hand them on, or not. */
    record Step(int count, boolean passes, Then then) {}

    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Random random = new Random();
    private Mode mode = Mode.PASS;
    private Duration delay = Duration.ZERO;
    private int largestPiece = Integer.MAX_VALUE;
    private long untilCut = Long.MAX_VALUE;
    private Then cut = Then.GO_ON;
    private long taken;
    private long passed;
    private boolean closed;

    Flow(String name) {
        this.name = name;
    }

    // ---- what is to happen ----

    /**
     * Lets each piece wait for so long before it is handed on; what arrives meanwhile waits for its turn. A piece is what
     * one read finds, of at most 16 KiB, or what {@link #split} makes of it: both together make a drip.
     */
    public Flow delay(Duration each) {
        Objects.requireNonNull(each, "each");
        return change(() -> delay = each);
    }

    /**
     * Hands on in pieces of one to so many bytes, by chance, each in a write of its own. A receiver that is slower than
     * that may find several in one read; where that matters, let each be {@linkplain #delay delayed}.
     *
     * @throws IllegalArgumentException if it is less than one
     */
    public Flow split(int mostBytes) {
        atLeastOne(mostBytes);
        return change(() -> largestPiece = mostBytes);
    }

    /** Hands on nothing and soon takes nothing either, so that senders are held back; nothing is lost. */
    public Flow stall() {
        return change(() -> mode = Mode.STALL);
    }

    /**
     * Takes everything and hands on nothing, as if the other side were dead or a cable cut: what is swallowed is lost for
     * good. The ends of streams are kept back, and go on when it {@linkplain #heal heals}.
     */
    public Flow swallow() {
        return change(() -> mode = Mode.SWALLOW);
    }

    /**
     * Hands on so many bytes more and then ends the stream of the connection that had the last of them in good order
     * (FIN); the rest of it is swallowed, and the other direction goes on. Happens once.
     *
     * @throws IllegalArgumentException if it is less than one
     */
    public Flow finishAfter(long bytes) {
        return cutAfter(bytes, Then.FINISH);
    }

    /**
     * Hands on so many bytes more and then resets the connection that had the last of them, to both sides (RST); a reset
     * may overtake bytes that its receiver has not read. Happens once.
     *
     * @throws IllegalArgumentException if it is less than one
     */
    public Flow resetAfter(long bytes) {
        return cutAfter(bytes, Then.RESET);
    }

    /** Hands on everything again, at once and in one piece; forgets all it was told before. */
    public Flow heal() {
        return change(() -> {
            mode = Mode.PASS;
            delay = Duration.ZERO;
            largestPiece = Integer.MAX_VALUE;
            untilCut = Long.MAX_VALUE;
        });
    }

    // ---- what has happened ----

    /** Returns how many bytes were taken from senders so far, whatever then became of them. */
    public long taken() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many bytes were handed on so far. */
    public long passed() {
        lock.lock();
        try {
            return passed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until so many bytes, counted from the proxy's start, have been taken from senders: then what a test has sent
     * has met its fate, or waits for it. Returns how many they are.
     *
     * @throws AssertionError if they are fewer after ten seconds
     */
    public long awaitTaken(long bytes) throws InterruptedException {
        long left = RawPeer.TIMEOUT.toNanos();
        lock.lock();
        try {
            while (taken < bytes) {
                if (left <= 0) {
                    throw new AssertionError("expected " + bytes + " bytes " + name + " within "
                            + Shown.time(RawPeer.TIMEOUT) + "; found " + taken);
                }
                left = changed.awaitNanos(left);
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    // ---- for the pipes ----

    /** Waits until something is to be done with the next bytes, of which there are so many, and says what. */
    Step next(int available) throws InterruptedException {
        lock.lock();
        try {
            long start = System.nanoTime();
            while (!closed && mode != Mode.SWALLOW) {
                long left = delay.toNanos() - (System.nanoTime() - start);
                if (mode == Mode.STALL) {
                    changed.await();
                } else if (left > 0) {
                    changed.awaitNanos(left);
                } else {
                    return pass(available);
                }
            }
            return new Step(available, false, Then.GO_ON);
        } finally {
            lock.unlock();
        }
    }

    private Step pass(int available) {
        int most = Math.min(available, largestPiece);
        int count = largestPiece == Integer.MAX_VALUE ? most : 1 + random.nextInt(most);
        if (count < untilCut) {
            untilCut -= untilCut == Long.MAX_VALUE ? 0 : count;
            return new Step(count, true, Then.GO_ON);
        }
        count = (int) untilCut;
        untilCut = Long.MAX_VALUE;
        return new Step(count, true, cut);
    }

    /** Waits until the end of a stream may be passed on: while it neither is stalled nor swallows. */
    void awaitEndPasses() throws InterruptedException {
        lock.lock();
        try {
            while (!closed && mode != Mode.PASS) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    void noteTaken(int count) {
        change(() -> taken += count);
    }

    void notePassed(int count) {
        change(() -> passed += count);
    }

    /** Lets everybody go who waits here: the proxy is closed. */
    void close() {
        change(() -> closed = true);
    }

    private Flow cutAfter(long bytes, Then how) {
        atLeastOne(bytes);
        return change(() -> {
            untilCut = bytes;
            cut = how;
        });
    }

    private static void atLeastOne(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException(bytes + " bytes are too few, it must be at least one");
        }
    }

    private Flow change(Runnable how) {
        lock.lock();
        try {
            how.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return this;
    }

    /** Returns which direction it is, and how much was taken and passed. */
    @Override
    public String toString() {
        lock.lock();
        try {
            return name + ": " + taken + " bytes taken, " + passed + " passed";
        } finally {
            lock.unlock();
        }
    }
}
