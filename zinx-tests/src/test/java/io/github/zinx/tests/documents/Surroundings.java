package io.github.zinx.tests.documents;

import io.github.zinx.Connection;
import io.github.zinx.Connections;
import io.github.zinx.Request;
import io.github.zinx.client.Client;
import io.github.zinx.client.ClientConfig;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the snippets of the documents may use without saying where it comes from: a server that is not yet started, a
 * client that is connected to another one, and on that one's side the connection, a request and all connections.
 */
public abstract class Surroundings {

    /** A new server, not started. */
    protected Server server =
            Server.create(ServerConfig.builder().host("127.0.0.1").port(0).build());

    /** Where the files are that snippets name: {@code config.yaml}, and {@code conf/zinx.json}. */
    protected @Nullable Path folder;

    protected @Nullable Client client;
    protected @Nullable Connection connection;
    protected @Nullable Connections connections;
    protected @Nullable Request request;

    /** The snippet. */
    protected abstract void snippet() throws Exception;

    /** Runs the snippet among its surroundings, to its end. */
    public final void run(Path files) throws Exception {
        folder = files;
        BlockingQueue<Request> requests = new ArrayBlockingQueue<>(1);
        try (Server peer = TestServer.start(s -> s.handle(1, requests::add));
                Client connected =
                        Client.create(ClientConfig.builder().port(peer.port()).build());
                Server fresh = server) {
            connected.connect();
            connected.sendBuffered(1, "a message");
            Request arrived = Objects.requireNonNull(requests.poll(10, TimeUnit.SECONDS), "no request arrived");
            client = connected;
            request = arrived;
            connection = arrived.connection();
            connections = arrived.connections();
            snippet();
            Objects.requireNonNull(fresh);
        }
    }
}
