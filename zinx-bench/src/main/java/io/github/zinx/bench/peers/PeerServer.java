package io.github.zinx.bench.peers;

import java.io.IOException;

/** A server to be measured. It is started once and ends with its process. */
interface PeerServer {

    /**
     * Listens on the loopback address and serves from here on.
     *
     * @param port 0 for any free one
     * @return the port
     */
    int start(int port) throws IOException;

    /** Returns, in one line, what a reader of its figures has to know: threads, buffers, limits. */
    String settings();
}
