package io.github.zinx.transport;

import java.io.IOException;
import java.net.SocketAddress;

/**
 * The seam under a connection: a stream of bytes in each direction and the two ways to end it.
 *
 * <p>{@link #read} is called by the reader thread only, {@link #write} and {@link #finish} by the writer only, which is one
 * thread at a time; read and write block. {@link #tryWrite} is for the reader while it is the writer too, and does not
 * block. {@link #close} and {@link #abort} may be called by any thread at any time, do not block, and make a blocked read
 * or write throw.
 */
interface Link {

    /**
     * Reads at least one byte, at most {@code length}; -1 at the end of the peer's stream, and 0 if nothing came within so
     * many milliseconds, where 0 is as long as it takes.
     */
    int read(byte[] buffer, int offset, int length, int millis) throws IOException;

    /** Writes all these bytes; may block for as long as the peer does not read. */
    void write(byte[] buffer, int offset, int length) throws IOException;

    /**
     * Writes as many of these bytes as can be written without waiting, whether or not the thread is interrupted; returns how
     * many, which is none where that cannot be tried at all.
     */
    default int tryWrite(byte[] buffer, int offset, int length) throws IOException {
        return 0;
    }

    /** Ends this side's stream in good order (FIN); the peer can still send. */
    void finish() throws IOException;

    /** Closes in good order what is left; does nothing if already closed. */
    void close();

    /** Drops the peer: what is not yet sent is thrown away and the peer sees a reset. */
    void abort();

    /** Returns the peer's address, also after the end. */
    SocketAddress remoteAddress();

    /** Returns this side's address, also after the end. */
    SocketAddress localAddress();
}
