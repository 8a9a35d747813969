package io.github.zinx.tests.client;

import io.github.zinx.client.ClientConfig;
import io.github.zinx.server.Server;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the tests of the client have in common. */
final class Clients {

    /** How long anything here may take that ought to happen at once. */
    static final Duration SOON = Duration.ofSeconds(10);

    private Clients() {}

    static ClientConfig of(Server server) {
        return of(server.port());
    }

    static ClientConfig of(int port) {
        return ClientConfig.builder().host("127.0.0.1").port(port).build();
    }

    /** A server that answers nobody: its backlog is full. */
    static final class Silent implements AutoCloseable {

        private final List<Socket> fillers = new ArrayList<>();
        private final ServerSocket listener;

        Silent() throws Exception {
            listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
            for (int i = 0; i < 20; i++) {
                Socket filler = new Socket();
                fillers.add(filler);
                try {
                    filler.connect(new InetSocketAddress("127.0.0.1", port()), 200);
                } catch (SocketTimeoutException e) {
                    return;
                }
            }
            throw new AssertionError("the backlog does not fill");
        }

        int port() {
            return listener.getLocalPort();
        }

        @Override
        public void close() throws Exception {
            for (Socket filler : fillers) {
                filler.close();
            }
            listener.close();
        }
    }
}
