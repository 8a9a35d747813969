package io.github.zinx.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;

/** A link over a connected TCP socket. */
final class SocketLink implements Link {

    private final Socket socket;
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
            return in.read(buffer, offset, length);
        } catch (SocketTimeoutException e) {
            return 0;
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        out.write(buffer, offset, length);
    }

    @Override
    public void finish() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing can be done about it, and the descriptor is gone either way.
        }
    }

    @Override
    public void abort() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // The socket is closed already.
        }
        close();
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
