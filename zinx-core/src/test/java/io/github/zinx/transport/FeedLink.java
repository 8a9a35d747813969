package io.github.zinx.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A link whose peer has sent everything already; each read gives a piece of it. What is written is kept, by write. */
final class FeedLink implements Link {

    /** Looks at a read before it happens. */
    @FunctionalInterface
    interface ReadCheck {
        void check(int arrived, int capacity);
    }

    /** Does what a slow peer does to a write. */
    @FunctionalInterface
    interface Slowness {
        void before(int write) throws IOException;
    }

    private final int piece;
    private byte[] fed = {};
    private final List<byte[]> writes = new ArrayList<>();
    private ReadCheck readCheck = (arrived, capacity) -> {};
    private Slowness slowness = write -> {};
    private int at;
    private int reads;
    private int largestBuffer;
    private int atOnce;

    /** Gives at most this many bytes in one read. */
    FeedLink(int piece) {
        this.piece = piece;
    }

    FeedLink feed(byte[] bytes) {
        int end = fed.length;
        fed = Arrays.copyOf(fed, end + bytes.length);
        System.arraycopy(bytes, 0, fed, end, bytes.length);
        return this;
    }

    void onRead(ReadCheck check) {
        readCheck = check;
    }

    void onWrite(Slowness slow) {
        slowness = slow;
    }

    int reads() {
        return reads;
    }

    int left() {
        return fed.length - at;
    }

    /** The largest array that a read was to fill. */
    int largestBuffer() {
        return largestBuffer;
    }

    List<byte[]> writes() {
        return writes;
    }

    /** The length of each write. */
    List<Integer> writeSizes() {
        return writes.stream().map(bytes -> bytes.length).toList();
    }

    @Override
    public int read(byte[] buffer, int offset, int length, int millis) {
        readCheck.check(at, buffer.length);
        largestBuffer = Math.max(largestBuffer, buffer.length);
        reads++;
        if (left() == 0) {
            return millis > 0 ? 0 : -1;
        }
        int count = Math.min(Math.min(piece, length), left());
        System.arraycopy(fed, at, buffer, offset, count);
        at += count;
        return count;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        slowness.before(writes.size());
        writes.add(Arrays.copyOfRange(buffer, offset, offset + length));
    }

    @Override
    public int tryWrite(byte[] buffer, int offset, int length) {
        int count = Math.min(atOnce, length);
        writes.add(Arrays.copyOfRange(buffer, offset, offset + count));
        return count;
    }

    /** Takes at most so many bytes of each try to write. */
    void takesAtOnce(int bytes) {
        atOnce = bytes;
    }

    @Override
    public void finish() {}

    @Override
    public void close() {}

    @Override
    public void abort() {}

    @Override
    public SocketAddress remoteAddress() {
        return InetSocketAddress.createUnresolved("peer", 1);
    }

    @Override
    public SocketAddress localAddress() {
        return InetSocketAddress.createUnresolved("here", 1);
    }
}
