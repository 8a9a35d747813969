package io.github.zinx.client;

import io.github.zinx.tests.fuzz.Cuts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** A connected socket without an operating system, whose peer has sent everything already; it arrives in given pieces. */
final class AnySocket extends Socket {

    private final byte[] stream;
    private final Cuts cuts;
    private int at;
    private int timeout;
    private boolean endSeen;
    private volatile boolean closed;

    AnySocket(byte[] stream, Cuts cuts) {
        this.stream = stream;
        this.cuts = cuts;
    }

    /** Says whether everything was read, to the end of the stream. */
    boolean isEndSeen() {
        return endSeen;
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return readSome(buffer, offset, length);
            }
        };
    }

    private int readSome(byte[] buffer, int offset, int length) throws IOException {
        if (closed) {
            throw new SocketException("closed");
        }
        int size = cuts.next();
        if (size == 0 && timeout > 0) {
            throw new SocketTimeoutException();
        }
        if (at == stream.length) {
            endSeen = true;
            return -1;
        }
        int count = Math.min(Math.min(Math.max(1, size), length), stream.length - at);
        System.arraycopy(stream, at, buffer, offset, count);
        at += count;
        return count;
    }

    @Override
    public OutputStream getOutputStream() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public void setSoTimeout(int millis) {
        timeout = millis;
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public void setSendBufferSize(int size) {}

    @Override
    public void setSoLinger(boolean on, int linger) {}

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return InetSocketAddress.createUnresolved("server", 1);
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return InetSocketAddress.createUnresolved("client", 2);
    }
}
