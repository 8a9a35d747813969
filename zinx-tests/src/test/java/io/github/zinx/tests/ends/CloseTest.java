package io.github.zinx.tests.ends;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.Message;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import io.github.zinx.server.ServerListener;
import io.github.zinx.tests.support.Mode;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection may be closed by anybody at any time, any number of times; it has one reason, the first. */
class CloseTest {

    private final Hooks hooks = new Hooks();

    enum From {
        HANDLER,
        TASK,
        START_HOOK,
        STOP_HOOK,
        ANOTHER_THREAD,
        ANOTHER_CONNECTIONS_HANDLER,
        EVENT_THREAD
    }

    @ParameterizedTest
    @EnumSource
    void P14_closeFromAnywhereEndsInGoodOrderAndOnce(From from) throws Exception {
        try (Server server = TestServer.start(s -> prepare(s, from));
                RawPeer peer = RawPeer.connect(server.port())) {
            Connection connection = hooks.next();
            switch (from) {
                case HANDLER, TASK -> peer.send(1, "close me");
                case ANOTHER_CONNECTIONS_HANDLER -> {
                    eventually().until(() -> server.connections().find(0).isPresent());
                    try (RawPeer other = RawPeer.connect(server.port())) {
                        other.ask(2, "close the first");
                    }
                }
                case ANOTHER_THREAD -> {
                    connection.close();
                    connection.close();
                }
                case STOP_HOOK -> peer.halfClose();
                case START_HOOK, EVENT_THREAD -> {}
            }
            peer.expectEnd();
            peer.close();
            assertEquals(from == From.STOP_HOOK ? Kind.CLOSED_BY_PEER : Kind.CLOSED_HERE, hooks.reasonOf(connection));
            hooks.assertEachOnce(server, from == From.ANOTHER_CONNECTIONS_HANDLER ? 2 : 1);
        }
    }

    private void prepare(Server server, From from) {
        server.onStart(connection -> {
            hooks.note(connection, "start");
            if (from == From.START_HOOK) {
                connection.close();
            }
            hooks.started.add(connection);
        });
        server.onStop((connection, reason) -> {
            connection.close(Message.of(1, "too late"));
            connection.close();
            hooks.stopped(connection, reason);
        });
        server.handle(1, request -> {
            if (from == From.TASK) {
                request.connection().execute(request.connection()::close);
            } else {
                request.connection().close();
                request.connection().close();
            }
        });
        server.handle(2, request -> {
            request.connections().find(0).orElseThrow().close();
            request.reply("done");
        });
        if (from == From.EVENT_THREAD) {
            server.listener(new ServerListener() {
                @Override
                public void readerStarted(Connection connection) {
                    connection.close();
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void P14_messagesNotYetBegunAreDroppedAndCountedByClose(Mode mode) throws Exception {
        try (Server server = TestServer.start(mode::set, s -> {
                    hooks.addTo(s);
                    s.handle(1, request -> request.connection().close());
                });
                RawPeer peer = RawPeer.connect(server.port())) {
            for (int i = 0; i < 20; i++) {
                peer.send(1, "only the first is handled");
            }
            peer.expectEnd();
            peer.close();
            hooks.assertEachOnce(server, 1);
            eventually().untilAsserted(() -> assertEquals(1, server.stats().messagesHandled()));
        }
    }

    @Test
    void P14_everyEndHasItsReason() throws Exception {
        assertReason(Kind.CLOSED_BY_PEER, c -> c, s -> {}, RawPeer::halfClose);
        assertReason(Kind.CONNECTION_LOST, c -> c, s -> {}, RawPeer::reset);
        assertReason(Kind.ILLEGAL_FRAME, c -> c, s -> {}, peer -> peer.write(new byte[] {-1, -1, -1, -1, 0, 0, 0, 0}));
        assertReason(
                Kind.CLOSED_HERE,
                c -> c,
                s -> s.handle(1, request -> request.connection().close()),
                peer -> peer.send(1, "x"));
        assertReason(
                Kind.FAILED,
                c -> c,
                s -> s.onStart(connection -> {
                    hooks.started.add(connection);
                    throw new IllegalStateException("on purpose");
                }),
                peer -> {});
        assertReason(Kind.IDLE_TIMEOUT, c -> c.idleTimeout(Duration.ofMillis(100)), s -> {}, peer -> {});
        assertReason(
                Kind.FRAME_TIMEOUT,
                c -> c.frameTimeout(Duration.ofMillis(100)),
                s -> {},
                peer -> peer.write(new byte[] {1}));
        assertReason(
                Kind.STOPPING,
                c -> c,
                s -> s.handle(1, request -> s.stop(Duration.ofSeconds(1))),
                peer -> peer.send(1, "x"));
    }

    private interface Act {
        void on(RawPeer peer) throws Exception;
    }

    private void assertReason(Kind kind, UnaryOperator<ServerConfig.Builder> change, Consumer<Server> setUp, Act act)
            throws Exception {
        try (Server server = TestServer.start(change, s -> {
                    hooks.addTo(s);
                    setUp.accept(s);
                });
                RawPeer peer = RawPeer.connect(server.port())) {
            hooks.reasons.clear();
            Connection connection = hooks.next();
            act.on(peer);
            if (!peer.socket().isClosed()) {
                peer.readToEnd();
                peer.close();
            }
            assertEquals(kind, hooks.reasonOf(connection));
            for (Kind each : Kind.values()) {
                assertEquals(each == kind ? 1 : 0, server.stats().closed(each), each.name());
            }
        }
    }
}
