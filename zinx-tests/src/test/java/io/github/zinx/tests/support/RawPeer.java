package io.github.zinx.tests.support;

import io.github.zinx.Message;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A client that is nothing but a socket: it writes exact bytes and reads exact bytes, and misbehaves on request. No read
 * lasts longer than ten seconds unless told otherwise, so a test that waits in vain fails instead of hanging.
 */
public final class RawPeer implements AutoCloseable {

    private static final int LONGEST_READ_MILLIS = 10_000;

    private final Socket socket;
    private final Layout layout;
    private final DataInputStream in;
    private final OutputStream out;

    private RawPeer(Socket socket, Layout layout) throws IOException {
        this.socket = socket;
        this.layout = layout;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LONGEST_READ_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
        out = socket.getOutputStream();
    }

    /** Connects to a server on the loopback in the default layout. */
    public static RawPeer connect(int port) throws IOException {
        return connect(port, Layout.LTV_LE);
    }

    public static RawPeer connect(int port, Layout layout) throws IOException {
        return connect(port, layout, 0);
    }

    /** Connects with a receive buffer of this many bytes (0: the system's own), small ones to be a slow reader soon. */
    public static RawPeer connect(int port, Layout layout, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LONGEST_READ_MILLIS);
        return new RawPeer(socket, layout);
    }

    public void send(int id, String text) throws IOException {
        send(id, text.getBytes(StandardCharsets.UTF_8));
    }

    public void send(int id, byte[] payload) throws IOException {
        write(layout.frame(id, payload));
    }

    /** Writes these bytes in one write, frames or not. */
    public void write(byte... bytes) throws IOException {
        out.write(bytes);
    }

    /** Reads one frame, or throws: {@link EOFException} at the end, SocketTimeoutException after ten seconds. */
    public Message receive() throws IOException {
        byte[] header = new byte[8];
        in.readFully(header);
        byte[] payload = new byte[layout.lengthOf(header)];
        in.readFully(payload);
        return Message.of(layout.idOf(header), payload);
    }

    /** Sends a message and reads one back. */
    public Message ask(int id, String text) throws IOException {
        send(id, text);
        return receive();
    }

    /** Reads one byte; -1 at the end of the stream. */
    public int read() throws IOException {
        return in.read();
    }

    /** Reads to the end and returns how many bytes there were; a reset counts as an end. */
    public long readToEnd() throws IOException {
        long count = 0;
        byte[] buffer = new byte[64 * 1024];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                count += n;
            }
        } catch (SocketException e) {
            return count;
        }
        return count;
    }

    /** True if the next thing is an end in good order (FIN), false if it is a reset; anything else fails. */
    public boolean endsInGoodOrder() throws IOException {
        try {
            int next = in.read();
            if (next >= 0) {
                throw new AssertionError("expected the end of the stream, got byte " + next);
            }
            return true;
        } catch (SocketException e) {
            return false;
        }
    }

    public void readsAtMost(Duration limit) throws IOException {
        socket.setSoTimeout((int) limit.toMillis());
    }

    /** Ends this side's stream (FIN) and goes on reading. */
    public void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends with a reset (RST). */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
