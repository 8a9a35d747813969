package io.github.zinx.tests.ends;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static io.github.zinx.tests.stopping.Eventually.within;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.RejectCause;
import io.github.zinx.server.Server;
import io.github.zinx.tests.sending.Flood;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reset is noticed at once in every state, gives the place back, and is followed by one stop hook. */
class ResetTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final Hooks hooks = new Hooks();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @Test
    void B11_resetWhileOnlyTheServerWritesEndsTheConnection() throws Exception {
        try (Server server = TestServer.start(hooks::addTo);
                RawPeer peer = RawPeer.connect(server.port())) {
            Connection connection = hooks.next();
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        connection.sendBuffered(1, "tick");
                    }
                } catch (Exception e) {
                    // the end
                }
            });
            assertEquals("tick", peer.receive().text());
            peer.reset();
            within(AT_ONCE).until(() -> server.connections().count() == 0);
            assertTrue(writer.join(Duration.ofSeconds(4)), "the sender must be told");
            hooks.assertEachOnce(server, 1);
        }
    }

    @Test
    void resetBeforeTheStartHookHasReturned() throws Exception {
        try (Server server = TestServer.start(s -> {
                    s.onStart(connection -> {
                        hooks.note(connection, "start");
                        hooks.started.add(connection);
                        entered.countDown();
                        assertTrue(release.await(10, TimeUnit.SECONDS));
                    });
                    s.onStop(hooks::stopped);
                });
                RawPeer peer = RawPeer.connect(server.port())) {
            assertTrue(entered.await(10, TimeUnit.SECONDS));
            peer.reset();
            Connection connection = hooks.next();
            assertFalse(hooks.hasStopped(connection));
            release.countDown();
            assertEquals(Kind.CONNECTION_LOST, hooks.reasonOf(connection));
            hooks.assertEachOnce(server, 1);
        }
    }

    @Test
    void resetWhileAHandlerIsAtWorkFreesThePlaceAtOnceAndStopsAfterTheHandler() throws Exception {
        try (Server server = busy();
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "go");
            assertTrue(entered.await(10, TimeUnit.SECONDS));
            peer.reset();
            within(AT_ONCE).until(() -> server.connections().count() == 0);
            Connection connection = hooks.next();
            assertFalse(hooks.hasStopped(connection), "the handler has not returned");
            release.countDown();
            assertEquals(Kind.CONNECTION_LOST, hooks.reasonOf(connection));
            hooks.assertEachOnce(server, 1);
        }
    }

    @Test
    void resetDropsWhatHasNotBegun() throws Exception {
        try (Server server = busy();
                RawPeer peer = RawPeer.connect(server.port())) {
            for (int i = 0; i < 10; i++) {
                peer.send(1, "go");
            }
            assertTrue(entered.await(10, TimeUnit.SECONDS));
            peer.reset();
            within(AT_ONCE).until(() -> server.connections().count() == 0);
            release.countDown();
            hooks.assertEachOnce(server, 1);
            eventually().untilAsserted(() -> assertEquals(1, server.stats().messagesHandled()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 12})
    void resetInsideAHeaderOrAPayload(int cut) throws Exception {
        try (Server server = TestServer.start(s -> {
                    hooks.addTo(s);
                    s.handle(1, request -> request.reply(request.data()));
                });
                RawPeer peer = RawPeer.connect(server.port())) {
            assertEquals("one", peer.ask(1, "one").text());
            peer.write(Arrays.copyOf(Layout.LTV_LE.frame(1, new byte[100]), cut));
            peer.reset();
            within(AT_ONCE).until(() -> server.connections().count() == 0);
            assertEquals(Kind.CONNECTION_LOST, hooks.reasonOf(hooks.next()));
            hooks.assertEachOnce(server, 1);
        }
    }

    @Test
    void resetWhileDrainingEndsTheDraining() throws Exception {
        try (Server server = TestServer.start(
                        config -> config.drainTimeout(Duration.ofSeconds(30)).socketSendBuffer(4096), hooks::addTo);
                RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 4096)) {
            Connection connection = hooks.next();
            Flood.fill(connection, 4000);
            connection.close();
            assertEquals(1, server.connections().count(), "it drains");
            peer.reset();
            within(AT_ONCE).until(() -> server.connections().count() == 0);
            assertEquals(Kind.CLOSED_HERE, hooks.reasonOf(connection), "the first reason counts");
            hooks.assertEachOnce(server, 1);
        }
    }

    @Test
    void resetAfterTheServersEndWhileItStillReads() throws Exception {
        try (Server server = TestServer.start(config -> config.drainTimeout(Duration.ofSeconds(30)), hooks::addTo);
                RawPeer peer = RawPeer.connect(server.port())) {
            Connection connection = hooks.next();
            connection.close();
            peer.expectEnd();
            assertEquals(1, server.connections().count(), "it waits for the peer's end");
            peer.reset();
            within(AT_ONCE).until(() -> server.connections().count() == 0);
            hooks.assertEachOnce(server, 1);
        }
    }

    @Test
    void twoHundredConnectAndResetLeaveNothing() throws Exception {
        try (Server server = TestServer.start(hooks::addTo)) {
            for (int i = 0; i < 200; i++) {
                try (RawPeer peer = RawPeer.connect(server.port())) {
                    if (i % 2 == 0) {
                        peer.socket().sendUrgentData(i);
                    }
                    peer.reset();
                }
            }
            within(AT_ONCE)
                    .until(() -> server.stats().accepted() + server.stats().rejected(RejectCause.FAILED) == 200);
            hooks.assertEachOnce(server, (int) server.stats().accepted());
        }
    }

    private Server busy() throws Exception {
        return TestServer.start(s -> {
            hooks.addTo(s);
            s.handle(1, request -> {
                entered.countDown();
                assertTrue(release.await(10, TimeUnit.SECONDS));
            });
        });
    }
}
