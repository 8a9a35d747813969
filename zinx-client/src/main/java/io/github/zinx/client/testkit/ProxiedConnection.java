package io.github.zinx.client.testkit;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One connection through a {@link FaultProxy}: two sockets, and a pipe for each direction. */
final class ProxiedConnection {

    private final Socket client;
    private final Socket server;
    private final Consumer<ProxiedConnection> whenOver;
    private final AtomicInteger pipes = new AtomicInteger(2);

    ProxiedConnection(Socket client, Socket server, Consumer<ProxiedConnection> whenOver) {
        this.client = client;
        this.server = server;
        this.whenOver = whenOver;
    }

    /** Begins to carry bytes, in threads of its own. */
    void start(Flow toServer, Flow toClient) throws IOException {
        for (Socket socket : new Socket[] {client, server}) {
            socket.setTcpNoDelay(true);
            socket.setSendBufferSize(FaultProxy.BUFFER);
        }
        start(new Pipe(this, client, server, toServer, toClient));
        start(new Pipe(this, server, client, toClient, toServer));
    }

    private void start(Pipe pipe) {
        Thread.ofVirtual().name("fault-proxy-pipe").start(() -> {
            pipe.run();
            if (pipes.decrementAndGet() == 0) {
                close();
            }
        });
    }

    void reset() {
        for (Socket socket : new Socket[] {client, server}) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // It is closed already.
            }
        }
        close();
    }

    void close() {
        whenOver.accept(this);
        for (Socket socket : new Socket[] {client, server}) {
            try {
                socket.close();
            } catch (IOException e) {
                // The descriptor is gone either way.
            }
        }
    }
}
