package io.github.zinx.tests.ends;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static io.github.zinx.tests.stopping.Eventually.within;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.AttributeKey;
import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Mode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The place of a connection is free as soon as it has ended; its stop hook comes after its last handler, however late. */
class LateStopHookTest {

    private static final AttributeKey<String> NAME = AttributeKey.of("name");
    private static final Duration DRAIN = Duration.ofMillis(300);

    private final Hooks hooks = new Hooks();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @Test
    void B16_slowStopHookKeepsNoPlace() throws Exception {
        try (Server server = TestServer.start(
                config -> config.maxConnections(1),
                s -> s.handle(1, request -> request.reply(request.data())).onStop((connection, reason) -> {
                    entered.countDown();
                    assertTrue(release.await(10, TimeUnit.SECONDS));
                }))) {
            RawPeer.connect(server.port()).close();
            assertTrue(entered.await(10, TimeUnit.SECONDS));
            try (RawPeer next = RawPeer.connect(server.port())) {
                assertEquals("served", next.ask(1, "served").text());
                assertEquals(1, server.connections().count());
            } finally {
                release.countDown();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void B16_handlerThatHangsKeepsNoPlaceBeyondTheDrainLimitAndTheStopHookWaitsForIt(Mode mode) throws Exception {
        try (Server server = TestServer.start(
                        config -> mode.set(config.maxConnections(1).drainTimeout(DRAIN)), s -> {
                            s.onStart(connection -> {
                                connection.attributes().put(NAME, "kept");
                                hooks.note(connection, "start");
                                hooks.started.add(connection);
                            });
                            s.onStop(hooks::stopped);
                            s.handle(1, request -> {
                                entered.countDown();
                                assertTrue(release.await(10, TimeUnit.SECONDS));
                                hooks.note(request.connection(), "handled");
                            });
                            s.handle(2, request -> request.reply(request.data()));
                        });
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "hangs");
            assertTrue(entered.await(10, TimeUnit.SECONDS));
            Connection connection = hooks.next();

            connection.close(); // and the peer goes on holding its end

            within(DRAIN).until(() -> server.connections().count() == 0);
            assertFalse(hooks.hasStopped(connection));
            assertEquals(connection, server.connections().find(connection.id()).orElseThrow());
            assertFalse(connection.isOpen());
            assertEquals(peer.socket().getLocalSocketAddress(), connection.remoteAddress());
            assertEquals(peer.socket().getRemoteSocketAddress(), connection.localAddress());
            assertEquals("kept", connection.attributes().get(NAME).orElseThrow());
            assertThrows(ConnectionClosedException.class, () -> connection.send(1, "x"));
            try (RawPeer next = RawPeer.connect(server.port())) {
                assertEquals("served", next.ask(2, "served").text());
            }

            release.countDown();
            assertEquals(Kind.CLOSED_HERE, hooks.reasonOf(connection));
            eventually().until(() -> server.connections().find(connection.id()).isEmpty());
        }
    }

    @Test
    void B32_inItsStopHookAConnectionIsFoundAndReadableAndSendsFail() throws Exception {
        var seen = new CompletableFuture<Void>();
        try (Server server = TestServer.start(s -> s.onStart(connection -> {
                            connection.attributes().put(NAME, "kept");
                            hooks.started.add(connection);
                        })
                        .onStop((connection, reason) -> {
                            try {
                                assertFalse(connection.isOpen());
                                assertThrows(ConnectionClosedException.class, () -> connection.send(1, "x"));
                                assertThrows(ConnectionClosedException.class, () -> connection.sendBuffered(1, "x"));
                                assertThrows(ConnectionClosedException.class, () -> connection.trySend(1, "x"));
                                assertFalse(connection.execute(() -> {}));
                                assertTrue(connection.remoteAddress().toString().contains("127.0.0.1"));
                                assertEquals(
                                        "kept",
                                        connection.attributes().get(NAME).orElseThrow());
                                entered.countDown();
                                assertTrue(release.await(10, TimeUnit.SECONDS));
                                seen.complete(null);
                            } catch (Throwable t) {
                                seen.completeExceptionally(t);
                            }
                        }));
                RawPeer peer = RawPeer.connect(server.port())) {
            Connection connection = hooks.next();
            peer.close();
            assertTrue(entered.await(10, TimeUnit.SECONDS));
            assertEquals(connection, server.connections().find(connection.id()).orElseThrow());
            assertEquals(0, server.connections().count());
            release.countDown();
            seen.get(10, TimeUnit.SECONDS);
            eventually().until(() -> server.connections().find(connection.id()).isEmpty());
            assertFalse(connection.isOpen(), "a connection kept beyond its end does no harm");
        }
    }

    @Test
    void B31_inItsStartHookAConnectionIsCountedButNotYetFound() throws Exception {
        try (Server server = TestServer.start(s -> s.onStart(connection -> {
                    hooks.started.add(connection);
                    entered.countDown();
                    assertTrue(release.await(10, TimeUnit.SECONDS));
                }));
                RawPeer peer = RawPeer.connect(server.port())) {
            Connection connection = hooks.next();
            assertEquals(1, server.connections().count());
            assertTrue(server.connections().find(connection.id()).isEmpty());
            release.countDown();
            eventually().until(() -> server.connections().find(connection.id()).isPresent());
        }
    }
}
