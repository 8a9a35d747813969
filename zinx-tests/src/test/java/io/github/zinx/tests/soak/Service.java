package io.github.zinx.tests.soak;

import io.github.zinx.AttributeKey;
import io.github.zinx.Connection;
import io.github.zinx.Message;
import io.github.zinx.Request;
import io.github.zinx.WhenQueueFull;
import io.github.zinx.server.RejectCause;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerListener;
import java.net.SocketAddress;

/** What the soak's servers do, and how they keep count of the ends of their connections. */
final class Service {

    private static final AttributeKey<Integer> MARK = AttributeKey.of("mark");
    private static final int MUCH = 8192;

    private final Marks marks;
    private final Ends ends;

    Service(Marks marks, Ends ends) {
        this.marks = marks;
        this.ends = ends;
    }

    /** Gives a server its handlers and hooks; returns it. */
    Server on(Server server) {
        return server.onStart(this::start)
                .onStop((connection, reason) ->
                        ends.ended(connection.attributes().get(MARK).orElse(0), reason.kind()))
                .listener(new ServerListener() {
                    @Override
                    public void rejected(SocketAddress address, RejectCause cause) {
                        ends.rejected(marks.get(address), cause);
                    }
                })
                .handle(Ids.LOGIN, Service::login)
                .handle(Ids.ECHO, request -> request.reply(request.data()))
                .handle(Ids.QUESTION, request -> request.connection().sendBuffered(Ids.ANSWER, request.data()))
                .handle(Ids.FLOOD, request -> flood(request, WhenQueueFull.WAIT))
                .handle(Ids.FLOOD_OR_DROP, request -> flood(request, WhenQueueFull.DROP))
                .handle(Ids.SINK, request -> {})
                .handle(
                        Ids.BROADCAST,
                        request -> request.connections().broadcast(Message.of(Ids.BROADCAST, request.data())))
                .handle(Ids.FAILURE, Service::fail)
                .handle(Ids.BIND, request -> {
                    request.connection().bind(request.text(), Message.of(Ids.FAREWELL, "replaced"));
                    request.reply("bound");
                });
    }

    private void start(Connection connection) throws InterruptedException {
        connection.attributes().put(MARK, marks.get(connection.remoteAddress()));
        connection.sendBuffered(Ids.WELCOME, "welcome");
    }

    private static void login(Request request) throws InterruptedException {
        if (request.text().equals("good")) {
            request.connection().attributes().put(MARK, 0); // its port may have been a bad one's before
        }
        request.connection().markLoggedIn();
        request.reply("logged in");
    }

    private static void flood(Request request, WhenQueueFull whenFull) throws InterruptedException {
        for (int i = 0; i < MUCH; i++) {
            request.connection().sendBuffered(request.id(), new byte[2048], whenFull);
        }
    }

    private static void fail(Request request) {
        if (request.data().length % 2 == 0) {
            throw new IllegalStateException("thrown on purpose");
        }
        throw new StackOverflowError("thrown on purpose");
    }
}
