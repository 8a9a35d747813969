package io.github.zinx.client.testkit;

import io.github.zinx.Message;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;

/** What arrives at a peer, each read with a limit that holds for all of it and not for each byte. */
final class Incoming {

    private static final int BUFFER = 64 * 1024;

    private final Socket socket;
    private final InputStream in;

    Incoming(Socket socket) throws IOException {
        this.socket = socket;
        in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    }

    /** Says whether it was this side that closed the socket. */
    boolean isClosedHere() {
        return socket.isClosed();
    }

    /** The next byte, -1 at the end of the stream. */
    int next(Duration limit) throws IOException {
        byte[] one = new byte[1];
        return read(one, 1, System.nanoTime() + limit.toNanos()) < 0 ? -1 : one[0] & 0xff;
    }

    /** Reads whatever there is, at most as much as fits; returns how much, -1 at the end of the stream. */
    int some(byte[] buffer, Duration limit) throws IOException {
        return read(buffer, buffer.length, System.nanoTime() + limit.toNanos());
    }

    /**
     * Reads so many bytes into {@code sink}. Allocates no more than what has arrived, however much was announced. What
     * came before it fails is in the sink.
     */
    void exactly(long count, ByteArrayOutputStream sink, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        byte[] buffer = new byte[(int) Math.min(count, BUFFER)];
        for (long left = count; left > 0; ) {
            int n = read(buffer, (int) Math.min(left, buffer.length), end);
            if (n < 0) {
                throw new EOFException("the stream ended with " + left + " more bytes due");
            }
            sink.write(buffer, 0, n);
            left -= n;
        }
    }

    /** Reads one message; what has come of it, header first, is in the sink, also when it fails. */
    Message message(Layout layout, ByteArrayOutputStream sink, Duration limit) throws IOException {
        long start = System.nanoTime();
        exactly(Layout.HEADER, sink, limit);
        byte[] header = sink.toByteArray();
        long length = Integer.toUnsignedLong(layout.lengthOf(header));
        exactly(length, sink, limit.minusNanos(System.nanoTime() - start));
        byte[] frame = sink.toByteArray();
        return Message.of(layout.idOf(header), Arrays.copyOfRange(frame, Layout.HEADER, frame.length));
    }

    private int read(byte[] buffer, int most, long end) throws IOException {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis < 0) {
            throw new SocketTimeoutException("not all of it came in time");
        }
        socket.setSoTimeout(Math.clamp(millis, 1, Integer.MAX_VALUE));
        return in.read(buffer, 0, most);
    }
}
