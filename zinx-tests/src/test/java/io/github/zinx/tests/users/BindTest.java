package io.github.zinx.tests.users;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Message;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import io.github.zinx.tests.dispatch.Together;
import io.github.zinx.tests.support.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A user has one connection, the newest. */
final class BindTest {

    private static final int BIND = 1;
    private static final int WHO = 2;
    private static final Message FAREWELL = Message.of(9, "you are connected elsewhere");

    private final Map<Long, Kind> ends = new ConcurrentHashMap<>();
    private final BlockingQueue<Connection> started = new LinkedBlockingQueue<>();

    private Server start(UnaryOperator<ServerConfig.Builder> change) throws IOException {
        return TestServer.start(
                change,
                s -> s.onStart(started::add)
                        .onStop((c, reason) -> ends.put(c.id(), reason.kind()))
                        .handle(BIND, request -> {
                            request.connection().bind(request.text(), FAREWELL);
                            request.reply("bound");
                        })
                        .handle(
                                WHO,
                                request -> request.reply(request.connections()
                                        .findUser(request.text())
                                        .map(c -> String.valueOf(c.id()))
                                        .orElse("nobody"))));
    }

    private Connection next() throws InterruptedException {
        Connection connection = started.poll(10, TimeUnit.SECONDS);
        if (connection == null) {
            throw new AssertionError("no connection");
        }
        return connection;
    }

    @ParameterizedTest
    @EnumSource
    void newerConnectionReplacesTheOlderWhichIsToldSo(Mode mode) throws Exception {
        try (Server server = start(mode::set);
                RawPeer old = RawPeer.connect(server.port())) {
            assertEquals("bound", old.ask(BIND, "ann").text());
            assertEquals("0", old.ask(WHO, "ann").text());
            try (RawPeer fresh = RawPeer.connect(server.port())) {
                assertEquals("nobody", fresh.ask(WHO, "bob").text());
                assertEquals("bound", fresh.ask(BIND, "ann").text());
                assertEquals("1", fresh.ask(WHO, "ann").text());
                assertEquals(FAREWELL, old.receive());
                old.expectEnd();
                old.close();
                await().until(() -> ends.get(0L) == Kind.REPLACED);
                assertEquals("1", fresh.ask(WHO, "ann").text(), "the end of the old one has not removed the new one");
                assertEquals(1, server.stats().closed(Kind.REPLACED));
            }
            await().until(() -> server.connections().count() == 0);
            assertEquals(Optional.empty(), server.connections().findUser("ann"));
        }
    }

    @Test
    void bindingToTheSameUserAgainChangesNothing() throws Exception {
        try (Server server = start(config -> config);
                RawPeer peer = RawPeer.connect(server.port())) {
            assertEquals("bound", peer.ask(BIND, "ann").text());
            assertEquals("bound", peer.ask(BIND, "ann").text());
            assertEquals("0", peer.ask(WHO, "ann").text());
        }
    }

    @Test
    void bindingToAnotherUserFreesTheFirst() throws Exception {
        try (Server server = start(config -> config);
                RawPeer one = RawPeer.connect(server.port());
                RawPeer other = RawPeer.connect(server.port())) {
            assertEquals("bound", one.ask(BIND, "ann").text());
            assertEquals("bound", one.ask(BIND, "bob").text());
            assertEquals("nobody", one.ask(WHO, "ann").text());
            assertEquals("0", one.ask(WHO, "bob").text());
            assertEquals("bound", other.ask(BIND, "ann").text());
            assertEquals("0", one.ask(WHO, "bob").text(), "nobody was replaced");
        }
    }

    @Test
    void boundWithoutAFarewellTheOlderOneJustEnds() throws Exception {
        try (Server server = start(config -> config);
                RawPeer old = RawPeer.connect(server.port())) {
            Connection first = next();
            try (RawPeer fresh = RawPeer.connect(server.port())) {
                Connection second = next();
                first.bind(7);
                second.bind(7);
                old.expectEnd();
                assertEquals("nobody", fresh.ask(WHO, "7").text(), "a number is not a text");
                assertSame(second, server.connections().findUser(7).orElseThrow());
            }
        }
    }

    @Test
    void closedConnectionIsBoundToNobodyAndReplacesNobody() throws Exception {
        try (Server server = start(config -> config);
                RawPeer one = RawPeer.connect(server.port())) {
            Connection holder = next();
            holder.bind("ann");
            try (RawPeer other = RawPeer.connect(server.port())) {
                Connection closed = next();
                closed.close();
                assertThrows(ConnectionClosedException.class, () -> closed.bind("ann", FAREWELL));
                assertThrows(ConnectionClosedException.class, () -> closed.bind("bob"));
                other.expectEnd();
                other.close();
                await().until(() -> server.connections().count() == 1);
                assertThrows(ConnectionClosedException.class, () -> closed.bind("bob"));
                assertEquals(Optional.empty(), server.connections().findUser("bob"));
                assertSame(holder, server.connections().findUser("ann").orElseThrow());
                assertEquals("0", one.ask(WHO, "ann").text());
            }
        }
    }

    @Test
    void farewellOverTheLimitBindsNobody() throws Exception {
        try (Server server = start(config -> config.maxFrameLength(50));
                RawPeer peer = RawPeer.connect(server.port())) {
            Connection connection = next();
            Message tooLong = Message.of(9, new byte[51]);
            assertThrows(IllegalArgumentException.class, () -> connection.bind("ann", tooLong));
            assertEquals("nobody", peer.ask(WHO, "ann").text());
        }
    }

    @Test
    void boundIsNotLoggedIn() throws Exception {
        try (Server server = start(config -> config.loginIds(BIND));
                RawPeer peer = RawPeer.connect(server.port())) {
            Connection connection = next();
            assertEquals("bound", peer.ask(BIND, "ann").text());
            assertEquals(Optional.empty(), server.connections().findUser("ann"));
            connection.markLoggedIn();
            assertEquals("0", peer.ask(WHO, "ann").text());
        }
    }

    @Test
    void ofManyAtOnceExactlyOneStays() throws Exception {
        int many = 16;
        for (int round = 0; round < 20; round++) {
            started.clear();
            ends.clear();
            try (Server server = start(config -> config)) {
                List<RawPeer> peers = new ArrayList<>();
                try {
                    List<Connection> connections = new ArrayList<>();
                    for (int i = 0; i < many; i++) {
                        peers.add(RawPeer.connect(server.port()));
                        connections.add(next());
                    }
                    eventually() // the start hooks have returned
                            .until(() -> connections.stream()
                                    .allMatch(c ->
                                            server.connections().find(c.id()).isPresent()));
                    CyclicBarrier begin = new CyclicBarrier(many);
                    Together.run(many, i -> {
                        begin.await();
                        connections.get(i).bind("ann", FAREWELL);
                    });
                    List<Connection> open =
                            connections.stream().filter(Connection::isOpen).toList();
                    assertEquals(1, open.size());
                    assertEquals(many - 1, server.stats().closed(Kind.REPLACED));
                    assertSame(
                            open.getFirst(),
                            server.connections().findUser("ann").orElseThrow());
                } finally {
                    for (RawPeer peer : peers) {
                        peer.close();
                    }
                }
                eventually().until(() -> server.connections().count() == 0);
                assertEquals(Optional.empty(), server.connections().findUser("ann"));
            }
        }
    }

    /** Binds to a few users race with each other and with every kind of end. */
    @Test
    void nobodyStaysBoundWhenAllHaveLeft() throws Exception {
        long seed = System.nanoTime();
        System.out.println("BindTest seed " + seed);
        List<String> users = List.of("ann", "bob", "eve");
        try (Server server = start(config -> config)) {
            Together.run(8, visitor -> {
                Random random = new Random(seed + visitor);
                for (int visit = 0; visit < 60; visit++) {
                    try (RawPeer peer = RawPeer.connect(server.port())) {
                        for (int i = random.nextInt(4); i >= 0; i--) {
                            peer.send(BIND, users.get(random.nextInt(users.size())));
                        }
                        if (random.nextBoolean()) {
                            peer.receive();
                        }
                        if (random.nextBoolean()) {
                            peer.reset();
                        }
                    } catch (IOException e) {
                        // It was replaced before it had done its worst.
                    }
                }
            });
            await().until(() -> server.connections().count() == 0);
            for (String user : users) {
                assertEquals(Optional.empty(), server.connections().findUser(user));
            }
            assertTrue(server.stats().closed(Kind.REPLACED) > 0);
        }
    }
}
