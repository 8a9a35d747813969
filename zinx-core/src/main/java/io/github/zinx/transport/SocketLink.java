package io.github.zinx.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A link over a connected TCP socket. */
final class SocketLink implements Link {

    /** A channel's read has native memory of its own, kept by the carrier, for as much as is asked for at a time. */
    private static final int MOST = 128 * 1024;

    private final Socket socket;

    /** There is one where a channel's listener has accepted it. */
    private final @Nullable SocketChannel channel;

    /** Held from a try to write until the end of it: a channel that does not block is closed under those who use it. */
    private final ReentrantLock trying = new ReentrantLock();

    private final InputStream in;
    private final OutputStream out;
    private final SocketAddress remote;
    private final SocketAddress local;

    /** Used by the reader only. */
    private int readTimeout;

    /** Takes over the socket; if this throws, the socket still belongs to the caller. */
    SocketLink(Socket socket, int sendBuffer) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        // Left alone, the kernel lets the buffer grow to megabytes, and a single write to a slow but honest peer then
        // takes longer than any sensible write limit.
        socket.setSendBufferSize(sendBuffer);
        this.socket = socket;
        channel = socket.getChannel();
        in = socket.getInputStream();
        out = socket.getOutputStream();
        remote = socket.getRemoteSocketAddress();
        local = socket.getLocalSocketAddress();
    }

    @Override
    public int read(byte[] buffer, int offset, int length, int millis) throws IOException {
        if (millis != readTimeout) {
            socket.setSoTimeout(millis);
            readTimeout = millis;
        }
        try {
            return in.read(buffer, offset, Math.min(length, MOST));
        } catch (SocketTimeoutException e) {
            return 0;
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        out.write(buffer, offset, length);
    }

    /**
     * Costs no more calls of the system than a write: the kernel's mode of a socket that a virtual thread has read from is
     * never changed again. Nobody may be in {@link #read} meanwhile, whose lock the change of mode needs.
     */
    @Override
    public int tryWrite(byte[] buffer, int offset, int length) throws IOException {
        if (channel == null) {
            return 0;
        }
        trying.lock();
        try {
            channel.configureBlocking(false);
            try {
                return channel.write(ByteBuffer.wrap(buffer, offset, length));
            } finally {
                channel.configureBlocking(true);
            }
        } finally {
            trying.unlock();
        }
    }

    @Override
    public void finish() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() {
        trying.lock();
        try {
            try {
                socket.shutdownOutput(); // or the peer would not hear of it before the reader has left its read
            } finally {
                socket.close();
            }
        } catch (IOException e) {
            // Nothing can be done about it, and the descriptor is gone either way.
        } finally {
            trying.unlock();
        }
    }

    @Override
    public void abort() {
        trying.lock();
        try {
            try {
                socket.setSoLinger(true, 0);
            } finally {
                socket.close();
            }
        } catch (IOException e) {
            // As above.
        } finally {
            trying.unlock();
        }
    }

    @Override
    public SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }
}
