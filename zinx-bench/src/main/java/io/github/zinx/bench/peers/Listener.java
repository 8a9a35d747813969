package io.github.zinx.bench.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Accepts for the peers that use plain sockets, on one platform thread. */
final class Listener {

    /** Makes what serves a new connection. */
    interface Server {
        Runnable serve(Socket socket) throws IOException;
    }

    private Listener() {}

    /** Serves each connection on a virtual thread of its own; returns the port. */
    static int listen(int port, Server server) throws IOException {
        ServerSocket listening = new ServerSocket();
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Wire.BACKLOG);
        Thread.ofPlatform().name("acceptor").start(() -> accept(listening, server));
        return listening.getLocalPort();
    }

    private static void accept(ServerSocket listening, Server server) {
        while (true) {
            try {
                Socket socket = listening.accept();
                socket.setTcpNoDelay(true);
                Thread.startVirtualThread(server.serve(socket));
            } catch (IOException e) {
                System.err.println("cannot accept: " + e);
            }
        }
    }
}
