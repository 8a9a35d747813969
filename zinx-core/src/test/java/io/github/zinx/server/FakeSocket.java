package io.github.zinx.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A connected socket without an operating system: its peer says nothing, reads all or nothing, and ends when we do. */
final class FakeSocket extends Socket {

    private final boolean peerReads;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch writing = new CountDownLatch(1);
    private volatile boolean closed;

    FakeSocket(boolean peerReads) {
        this.peerReads = peerReads;
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                awaitEnd();
                return -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                writing.countDown();
                if (!peerReads) {
                    awaitEnd();
                }
            }
        };
    }

    /** Waits until the first byte is about to be written: to a peer that reads nothing, nothing more is taken then. */
    void awaitWrite() throws InterruptedException {
        if (!writing.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("nothing is written");
        }
    }

    private void awaitEnd() throws IOException {
        try {
            ended.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (closed) {
            throw new IOException("closed");
        }
    }

    @Override
    public void shutdownOutput() {
        ended.countDown();
    }

    @Override
    public void close() {
        closed = true;
        ended.countDown();
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
        return InetSocketAddress.createUnresolved("peer", 1);
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return InetSocketAddress.createUnresolved("here", 2);
    }
}
