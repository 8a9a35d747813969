package io.github.zinx.client.testkit;

import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Starts servers for tests: on the loopback, each on a free port that {@link Server#port()} tells. What is started is an
 * ordinary server, to be closed with try-with-resources; close its peers first, as a try statement that names them
 * after the server does by itself, so that the server's stop has nobody to wait for.
 *
 * <pre>{@code
 * try (Server server = TestServer.start(s -> s.handle(1, request -> request.reply("pong")));
 *         RawPeer peer = RawPeer.connect(server)) {
 *     peer.send(1, "ping");
 *     peer.expect(1, "pong");
 * }
 * }</pre>
 */
public final class TestServer {

    private TestServer() {}

    /**
     * Starts a server with the default configuration, after {@code setUp} has given it its handlers and hooks; returns
     * as soon as peers can connect.
     *
     * @throws IOException if the loopback cannot be listened on
     */
    public static Server start(Consumer<? super Server> setUp) throws IOException {
        return start(config -> config, setUp);
    }

    /**
     * Starts a server with a configuration that {@code change} has made of the default one, after {@code setUp} has
     * given it its handlers and hooks; returns as soon as peers can connect. A change may go as far as another address.
     *
     * @throws IOException if the configured address cannot be listened on
     */
    public static Server start(UnaryOperator<ServerConfig.Builder> change, Consumer<? super Server> setUp)
            throws IOException {
        Server server = Server.create(change.apply(
                        ServerConfig.builder().name("test").host("127.0.0.1").port(0))
                .build());
        setUp.accept(server);
        return server.start();
    }
}
