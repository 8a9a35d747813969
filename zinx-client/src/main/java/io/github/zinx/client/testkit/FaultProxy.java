package io.github.zinx.client.testkit;

import io.github.zinx.server.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A bad network for tests: a TCP proxy on the loopback, which clients connect to in place of the server, and which does
 * to the bytes of either direction what it is told to. As long as it is told nothing, it only hands them on.
 *
 * <pre>{@code
 * try (Server server = TestServer.start(config -> config.idleTimeout(Duration.ofSeconds(1)), s -> {});
 *         FaultProxy network = FaultProxy.to(server);
 *         RawPeer peer = RawPeer.connect(network.port())) {
 *     network.toServer().swallow(); // from here on the server cannot tell this peer from a dead one
 * }
 * }</pre>
 *
 * <p>What it is told holds at once, for the connections there are and for those to come, and may be changed at any time
 * and by any thread. A connection holds some tens of kilobytes on its way through, so that a sender feels it soon when
 * they do not move on. Its threads are virtual ones; close it, or they go on for as long as their connections.
 */
public final class FaultProxy implements AutoCloseable {

    /** What either socket of a connection may hold; the system takes it for half of what it then uses. */
    static final int BUFFER = 32 * 1024;

    private final InetSocketAddress server;
    private final ServerSocket listener = new ServerSocket();
    private final Flow toServer = new Flow("to the server");
    private final Flow toClient = new Flow("to the client");
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();

    private final Thread acceptor = Thread.ofVirtual().name("fault-proxy").unstarted(this::accept);

    private FaultProxy(InetSocketAddress server) throws IOException {
        this.server = server;
        try {
            listener.setReceiveBufferSize(BUFFER);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (Throwable t) {
            listener.close();
            throw t;
        }
    }

    /**
     * Starts a proxy, on a free port, in front of a server that runs in this JVM.
     *
     * @throws IOException if the loopback cannot be listened on
     */
    public static FaultProxy to(Server server) throws IOException {
        return to(RawPeer.addressOf(server));
    }

    /**
     * Starts a proxy, on a free port, in front of whatever listens there. It is connected to for each connection that
     * comes; one for which it cannot be reached is reset, so quickly sometimes that connecting to the proxy fails.
     *
     * @throws IOException if the loopback cannot be listened on
     */
    public static FaultProxy to(InetSocketAddress server) throws IOException {
        FaultProxy proxy = new FaultProxy(server);
        proxy.acceptor.start();
        return proxy;
    }

    /** Returns the port on the loopback to connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Returns what clients send: the direction in which their bytes may meet with an accident. */
    public Flow toServer() {
        return toServer;
    }

    /** Returns what the server sends. */
    public Flow toClient() {
        return toClient;
    }

    /** Hands everything on again, in both directions; see {@link Flow#heal}. */
    public void heal() {
        toServer.heal();
        toClient.heal();
    }

    /** Ends all connections there are with a reset, to both sides. Those that come later are as good as ever. */
    public void reset() {
        connections.forEach(ProxiedConnection::reset);
    }

    /** Returns how many connections go through it now; one is counted as soon as the server has been connected to. */
    public int connections() {
        return connections.size();
    }

    /** Takes no more connections, and ends those there are, in good order if nothing is under way; does nothing if closed. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        toServer.close();
        toClient.close();
        connections.forEach(ProxiedConnection::close);
        try {
            acceptor.join(); // the system listens for as long as a thread waits there
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().name("fault-proxy-connect").start(() -> connect(client));
            } catch (IOException e) {
                // closed, or a client that has gone already
            }
        }
    }

    private void connect(Socket client) {
        Socket there = new Socket();
        ProxiedConnection connection = new ProxiedConnection(client, there, connections::remove);
        try {
            there.setReceiveBufferSize(BUFFER);
            there.connect(server, (int) RawPeer.TIMEOUT.toMillis());
            connections.add(connection);
            connection.start(toServer, toClient);
            if (listener.isClosed()) {
                connection.close(); // it was closed before this one was there to be closed with it
            }
        } catch (IOException e) {
            connection.reset();
        }
    }
}
