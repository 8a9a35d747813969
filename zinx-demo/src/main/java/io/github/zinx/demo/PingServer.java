package io.github.zinx.demo;

import io.github.zinx.Connection;
import io.github.zinx.Handler;
import io.github.zinx.Request;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * The server of Zinx V0.9: answers id 0 with pings and id 1 with a hello, greets each connection with id 2, and shows on
 * the console all that happens. What it prints goes through the server's event thread: there the lines of hooks and
 * handlers keep their order among the server's own events, and a console that takes no more text holds up nobody.
 */
public final class PingServer implements AutoCloseable {

    private static final int PING = 0;
    private static final int HELLO = 1;
    private static final int GREETING = 2;

    private final Server server;
    private final Transcript transcript;

    /** Makes the server with its handlers and hooks; prints nothing and opens nothing yet. */
    public PingServer(ServerConfig config, PrintStream out) {
        server = Server.create(config);
        transcript = new Transcript(config, out);
        server.listener(transcript)
                .use(this::announce)
                .onStart(this::greet)
                .onStop((connection, reason) -> show(t -> t.stopped(connection, reason)))
                .unknown(request -> show(t -> t.notFound(request.id())));
        route(PING, answering("PingRouter", "ping...ping...ping"));
        route(HELLO, answering("HelloZinxRouter", "Hello Zinx Router V0.8"));
    }

    /**
     * Starts to serve, and then prints how.
     *
     * @throws IOException if the address cannot be listened on; nothing has been printed then
     */
    public PingServer start() throws IOException {
        server.start();
        int port = server.port();
        show(t -> t.serving(port));
        return this;
    }

    /** Returns the port that is listened on. */
    public int port() {
        return server.port();
    }

    /** Waits until the server has stopped. */
    public void awaitStopped() throws InterruptedException {
        server.awaitStopped();
    }

    /** Stops the server within the grace of its configuration; its last lines are printed when this returns. */
    @Override
    public void close() {
        show(Transcript::stopping);
        server.close();
    }

    private void route(int id, Handler handler) {
        server.handle(id, handler);
        show(t -> t.routed(id));
    }

    private Handler answering(String router, String answer) {
        return request -> {
            String text = Printable.of(request.text());
            show(t -> t.called(router, request.id(), text));
            request.reply(answer);
        };
    }

    private void announce(Request request, Handler next) throws Exception {
        long connection = request.connection().id();
        int id = request.id();
        show(t -> t.received(connection, id));
        next.handle(request);
    }

    private void greet(Connection connection) throws InterruptedException {
        show(t -> t.started(connection));
        connection.send(GREETING, "DoConnection BEGIN...");
    }

    private void show(Consumer<Transcript> lines) {
        server.events().execute(() -> lines.accept(transcript));
    }
}
