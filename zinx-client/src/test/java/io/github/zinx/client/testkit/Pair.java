package io.github.zinx.client.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

/** Two peers that are connected to each other, with no server in between. */
record Pair(RawPeer here, RawPeer there) implements AutoCloseable {

    /** What the tests of failures wait for in vain. */
    static final Duration SHORT = Duration.ofMillis(100);

    static Pair connect() throws IOException {
        return connect(Layout.LTV_LE, 0);
    }

    static Pair connect(Layout layout, int receiveBuffer) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            RawPeer here = RawPeer.connect(listener.getLocalPort(), layout, receiveBuffer);
            return new Pair(here, RawPeer.over(listener.accept(), layout));
        }
    }

    @Override
    public void close() {
        here.close();
        there.close();
    }
}
