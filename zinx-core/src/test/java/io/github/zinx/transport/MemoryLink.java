package io.github.zinx.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One end of a connection that is nothing but memory. It behaves as TCP does wherever a connection can tell: a write
 * blocks while the peer does not read, a reset destroys what is under way, closing with unread input is a reset, and so
 * is writing to a peer that has closed.
 */
final class MemoryLink implements Link {

    private final String name;
    private final Line line;
    private final Bytes in;
    private final Bytes out;
    private MemoryLink peer;
    private boolean closed;
    private boolean aborted;
    private boolean reset;
    private volatile int tries;
    private volatile Try onTry = () -> {};

    /** What happens at a try to write. */
    @FunctionalInterface
    interface Try {
        void begin() throws IOException;
    }

    private MemoryLink(String name, Line line, Bytes in, Bytes out) {
        this.name = name;
        this.line = line;
        this.in = in;
        this.out = out;
        this.peer = this;
    }

    /** Makes two ends; in each direction, this many bytes may be under way before a write blocks. */
    static MemoryLink open(int capacity) {
        Line line = new Line();
        Bytes there = new Bytes(capacity);
        Bytes back = new Bytes(capacity);
        MemoryLink here = new MemoryLink("here", line, there, back);
        here.peer = new MemoryLink("peer", line, back, there);
        here.peer.peer = here;
        return here;
    }

    /** The other end. */
    MemoryLink peer() {
        return peer;
    }

    @Override
    public int read(byte[] buffer, int offset, int length, int millis) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        line.lock.lock();
        try {
            while (true) {
                check();
                int count = in.get(buffer, offset, length);
                if (count > 0) {
                    line.changed.signalAll();
                    return count;
                }
                if (in.finished) {
                    return -1;
                }
                if (millis == 0) {
                    pause();
                } else if (!pauseUntil(end)) {
                    return 0;
                }
            }
        } finally {
            line.lock.unlock();
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        line.lock.lock();
        try {
            for (int done = 0; done < length; ) {
                check();
                if (out.finished) {
                    throw new IOException("this end's stream has ended");
                }
                if (peer.closed) {
                    in.clear();
                    reset = true;
                    continue;
                }
                int count = out.put(buffer, offset + done, length - done);
                done += count;
                if (count > 0) {
                    line.changed.signalAll();
                } else {
                    pause();
                }
            }
        } finally {
            line.lock.unlock();
        }
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // by the reader alone
    public int tryWrite(byte[] buffer, int offset, int length) throws IOException {
        tries++;
        onTry.begin();
        line.lock.lock();
        try {
            check();
            int done = 0;
            for (int count = 1; done < length && count > 0; done += count) {
                count = out.put(buffer, offset + done, length - done);
            }
            line.changed.signalAll();
            return done;
        } finally {
            line.lock.unlock();
        }
    }

    /** How often this end has been tried to write to. */
    int tries() {
        return tries;
    }

    /** Has this done at the beginning of each try to write. */
    void onTry(Try action) {
        onTry = action;
    }

    @Override
    public void finish() throws IOException {
        line.lock.lock();
        try {
            check();
            out.finished = true;
            line.changed.signalAll();
        } finally {
            line.lock.unlock();
        }
    }

    @Override
    public void close() {
        end(false);
    }

    @Override
    public void abort() {
        end(true);
    }

    private void end(boolean abort) {
        line.lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            aborted = abort;
            if (abort || in.size > 0) {
                out.clear();
                peer.reset = true;
            } else {
                out.finished = true;
            }
            line.changed.signalAll();
        } finally {
            line.lock.unlock();
        }
    }

    /** Says whether this end has been closed or aborted. */
    boolean isClosed() {
        line.lock.lock();
        try {
            return closed;
        } finally {
            line.lock.unlock();
        }
    }

    /** Says whether this end has been aborted. */
    boolean isAborted() {
        line.lock.lock();
        try {
            return aborted;
        } finally {
            line.lock.unlock();
        }
    }

    /** How many bytes wait to be read at this end. */
    int available() {
        line.lock.lock();
        try {
            return in.size;
        } finally {
            line.lock.unlock();
        }
    }

    @Override
    public SocketAddress remoteAddress() {
        return InetSocketAddress.createUnresolved(peer.name, 1);
    }

    @Override
    public SocketAddress localAddress() {
        return InetSocketAddress.createUnresolved(name, 1);
    }

    private void check() throws IOException {
        if (closed) {
            throw new IOException("closed at this end");
        }
        if (reset) {
            throw new IOException("reset by the peer");
        }
    }

    /** As with a socket, an interrupt costs the whole connection. */
    @SuppressWarnings("WaitNotInLoop") // the callers loop
    /** False once that time has come. */
    private boolean pauseUntil(long end) throws IOException {
        try {
            return line.changed.awaitNanos(end - System.nanoTime()) > 0;
        } catch (InterruptedException e) {
            end(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted in a read");
        }
    }

    private void pause() throws IOException {
        try {
            line.changed.await();
        } catch (InterruptedException e) {
            end(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted in a read or write");
        }
    }

    /** What both ends share; the lock guards everything here. */
    private static final class Line {
        final ReentrantLock lock = new ReentrantLock();
        final Condition changed = lock.newCondition();
    }

    /** One direction: a ring of bytes under way. */
    private static final class Bytes {
        private final byte[] ring;
        private int start;
        private int size;
        private boolean finished;

        Bytes(int capacity) {
            ring = new byte[capacity];
        }

        int get(byte[] to, int offset, int length) {
            int count = Math.min(Math.min(size, length), ring.length - start);
            System.arraycopy(ring, start, to, offset, count);
            start = (start + count) % ring.length;
            size -= count;
            return count;
        }

        int put(byte[] from, int offset, int length) {
            int end = (start + size) % ring.length;
            int count = Math.min(Math.min(ring.length - size, length), ring.length - end);
            System.arraycopy(from, offset, ring, end, count);
            size += count;
            return count;
        }

        void clear() {
            size = 0;
        }
    }
}
