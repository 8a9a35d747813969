package io.github.zinx.tests.support;

import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Servers for tests: on the loopback, on a free port. Close them with try-with-resources. */
public final class TestServer {

    private TestServer() {}

    /** Starts a server with the default configuration. */
    public static Server start(Consumer<Server> setUp) throws IOException {
        return start(config -> config, setUp);
    }

    /** Starts a server with a configuration changed by {@code change}, after {@code setUp} has registered its handlers. */
    public static Server start(UnaryOperator<ServerConfig.Builder> change, Consumer<Server> setUp) throws IOException {
        Server server = Server.create(change.apply(
                        ServerConfig.builder().name("test").host("127.0.0.1").port(0))
                .build());
        setUp.accept(server);
        return server.start();
    }
}
