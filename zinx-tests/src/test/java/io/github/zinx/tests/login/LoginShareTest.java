package io.github.zinx.tests.login;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Request;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.RejectCause;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerListener;
import io.github.zinx.tests.dispatch.Together;
import io.github.zinx.tests.support.Counts;
import io.github.zinx.tests.support.Mode;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Those that have not logged in cannot take all places, and logging in gives the place back, once. */
final class LoginShareTest {

    private static final int LOGIN = 1;
    private static final int WAITING = 6;
    private static final int VISITS = Counts.of(200, 600);

    @Test
    void surplusWithoutALoginIsClosedCountedAndReported() throws Exception {
        BlockingQueue<RejectCause> rejections = new LinkedBlockingQueue<>();
        try (Server server = TestServer.start(
                        config -> config.loginIds(LOGIN).maxConnections(4).loginShare(50),
                        s -> s.handle(LOGIN, LoginShareTest::logIn).listener(new ServerListener() {
                            @Override
                            public void rejected(SocketAddress address, RejectCause cause) {
                                rejections.add(cause);
                            }
                        }));
                RawPeer first = RawPeer.connect(server.port());
                RawPeer second = RawPeer.connect(server.port())) {
            await().until(() -> server.connections().count() == 2);
            isTurnedAway(server, RejectCause.LOGIN);
            assertEquals(RejectCause.LOGIN, rejections.poll(10, TimeUnit.SECONDS));

            assertEquals("in", first.ask(LOGIN, "").text());
            assertEquals("in", first.ask(LOGIN, "and again").text());
            try (RawPeer third = RawPeer.connect(server.port())) {
                await().until(() -> server.connections().count() == 3);
                isTurnedAway(server, RejectCause.LOGIN); // one place was freed, not two
                assertEquals("in", third.ask(LOGIN, "").text());
                assertEquals("in", second.ask(LOGIN, "").text());
                try (RawPeer fourth = RawPeer.connect(server.port())) {
                    assertEquals("in", fourth.ask(LOGIN, "").text());
                    isTurnedAway(server, RejectCause.FULL);
                }
            }
            await().until(() -> server.connections().count() == 2);
            assertNotNull(rejections.poll(10, TimeUnit.SECONDS));
        }
    }

    private static void logIn(Request request) throws Exception {
        Together.run(3, i -> request.connection().markLoggedIn());
        request.reply("in");
    }

    private static void isTurnedAway(Server server, RejectCause cause) throws IOException {
        long before = server.stats().rejected(cause);
        try (RawPeer surplus = RawPeer.connect(server.port())) {
            assertEquals(0, surplus.readToEnd());
        }
        assertEquals(before + 1, server.stats().rejected(cause));
    }

    /** The login, its time, its refusal and every kind of end race with each other. */
    @ParameterizedTest
    @EnumSource
    void placesWithoutALoginAreExactAfterManyAbnormalEnds(Mode mode) throws Exception {
        try (Server server = TestServer.start(
                config -> mode.set(config)
                        .loginIds(LOGIN)
                        .loginShare(10)
                        .maxConnections(10 * WAITING)
                        .loginTimeout(Duration.ofMillis(100))
                        .drainTimeout(Duration.ofMillis(200)),
                s -> s.onStart(c -> {
                            if (c.id() % 11 == 10) {
                                throw new IllegalStateException("a failing start hook");
                            }
                        })
                        .handle(LOGIN, request -> {
                            Thread.startVirtualThread(() -> request.connection().markLoggedIn());
                            if (request.text().equals("close")) {
                                request.connection().close();
                            } else {
                                logIn(request);
                            }
                        }))) {
            Together.run(2 * WAITING, visitor -> {
                for (int visit = 0; visit < VISITS && server.stats().accepted() < VISITS; visit++) {
                    visit(server.port(), visitor + visit);
                }
            });
            await().until(() -> server.connections().count() == 0);
            assertTrue(server.stats().rejected(RejectCause.LOGIN) > 0, "nobody was turned away: this proves little");
            assertEquals(0, server.stats().rejected(RejectCause.FULL));
        }
    }

    private static void visit(int port, int how) throws IOException {
        try (RawPeer peer = RawPeer.connect(port)) {
            switch (how % 6) {
                case 0 -> peer.reset();
                case 1 -> peer.send(7, "no login");
                case 2 -> {
                    peer.send(LOGIN, "close");
                    peer.reset();
                }
                case 3 -> peer.readToEnd();
                case 4 -> peer.write(Layout.LTV_LE.header(LOGIN, -1));
                default -> peer.ask(LOGIN, "in good order");
            }
        } catch (EOFException | SocketException e) {
            // It was turned away, or ended before the peer had done its worst.
        }
    }

    /** As above, but with time to count them afterwards. */
    @Test
    void exactlySoManyFitAfterAStorm() throws Exception {
        try (Server server = TestServer.start(
                config -> config.loginIds(LOGIN).loginShare(10).maxConnections(10 * WAITING),
                s -> s.handle(LOGIN, LoginShareTest::logIn))) {
            Together.run(2 * WAITING, visitor -> {
                for (int visit = 0; visit < 50; visit++) {
                    int how = visitor + visit;
                    visit(server.port(), how % 6 == 3 ? 0 : how);
                }
            });
            await().until(() -> server.connections().count() == 0);
            List<RawPeer> peers = new ArrayList<>();
            try {
                long rejected = server.stats().rejected(RejectCause.LOGIN);
                for (int i = 0; i < WAITING; i++) {
                    peers.add(RawPeer.connect(server.port()));
                }
                await().until(() -> server.connections().count() == WAITING);
                assertEquals(rejected, server.stats().rejected(RejectCause.LOGIN));
                isTurnedAway(server, RejectCause.LOGIN);
            } finally {
                for (RawPeer peer : peers) {
                    peer.close();
                }
            }
        }
    }
}
