package io.github.zinx.transport;

import io.github.zinx.tests.fuzz.Cuts;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.IntUnaryOperator;

/** A link whose peer has sent everything already, which arrives in given pieces; it looks at the buffer each time. */
final class AnyLink implements Link {

    private final byte[] stream;
    private final Cuts cuts;
    private final IntUnaryOperator largestBuffer;
    private int at;
    private boolean endSeen;

    /**
     * Makes a link.
     *
     * @param largestBuffer how large the buffer may be when so many bytes have arrived
     */
    AnyLink(byte[] stream, Cuts cuts, IntUnaryOperator largestBuffer) {
        this.stream = stream;
        this.cuts = cuts;
        this.largestBuffer = largestBuffer;
    }

    /** How many bytes have not been read. */
    int left() {
        return stream.length - at;
    }

    /** Says whether the end of the stream has been read. */
    boolean isEndSeen() {
        return endSeen;
    }

    @Override
    public int read(byte[] buffer, int offset, int length, int millis) {
        if (length == 0 || buffer.length > largestBuffer.applyAsInt(at)) {
            throw new AssertionError(
                    buffer.length + " bytes of buffer when " + at + " had arrived, " + length + " free");
        }
        int size = cuts.next();
        if (size == 0 && millis > 0) {
            return 0;
        }
        if (left() == 0) {
            endSeen = true;
            return -1;
        }
        int count = Math.min(Math.min(Math.max(1, size), length), left());
        System.arraycopy(stream, at, buffer, offset, count);
        at += count;
        return count;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
        throw new AssertionError("a reader writes nothing");
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
