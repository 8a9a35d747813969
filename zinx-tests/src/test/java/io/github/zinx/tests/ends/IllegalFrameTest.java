package io.github.zinx.tests.ends;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Mode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was complete before an illegal frame is answered; nothing behind it is looked at. */
class IllegalFrameTest {

    private static final byte[] ILLEGAL = Layout.LTV_LE.header(1, -1);

    private final Hooks hooks = new Hooks();

    @Test
    void P01_withNothingOwedTheConnectionIsResetAtOnce() throws Exception {
        try (Server server = TestServer.start(hooks::addTo);
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.write(ILLEGAL);
            peer.expectReset();
            assertEquals(Kind.ILLEGAL_FRAME, hooks.reasonOf(hooks.next()));
            hooks.assertEachOnce(server, 1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POOL", "POOL_OF_PLATFORM_THREADS"})
    void P01_requestsStillUnderWayAreAnsweredAndNothingBehindIsRun(Mode mode) throws Exception {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (Server server = TestServer.start(mode::set, s -> {
                    hooks.addTo(s);
                    s.handle(1, request -> {
                        entered.countDown();
                        assertTrue(release.await(10, TimeUnit.SECONDS));
                        request.reply(request.data());
                    });
                });
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "one");
            peer.send(1, "two");
            assertTrue(entered.await(10, TimeUnit.SECONDS));
            peer.write(ILLEGAL);
            peer.send(1, "behind it");
            eventually().until(() -> server.stats().closed(Kind.ILLEGAL_FRAME) == 1);
            release.countDown();
            assertEquals("one", peer.receive().text());
            assertEquals("two", peer.receive().text());
            peer.halfClose();
            assertEquals(0, peer.readToEnd());
            hooks.assertEachOnce(server, 1);
            eventually().untilAsserted(() -> assertEquals(2, server.stats().messagesHandled()));
        }
    }

    @Test
    void P01_aReplyThatThePeerIsStillReadingArrivesWhole() throws Exception {
        int length = 3_000_000;
        var replied = new CountDownLatch(1);
        try (Server server = TestServer.start(config -> config.maxFrameLength(length), s -> {
                    hooks.addTo(s);
                    s.handle(1, request -> {
                        request.reply(new byte[length]);
                        replied.countDown();
                    });
                });
                RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 4096)) {
            peer.send(1, "a large one");
            assertTrue(replied.await(10, TimeUnit.SECONDS));
            Connection connection = hooks.next();
            peer.expectBytes((byte) length); // the reply is on its way, and the writer has it
            peer.write(ILLEGAL);
            eventually().until(() -> !connection.isOpen() || server.stats().closed(Kind.ILLEGAL_FRAME) == 1);
            peer.halfClose();
            assertEquals(8 + length - 1, peer.readToEnd());
        }
    }

    /** The smaller one is with the kernel by then, the larger one mostly in the writer's hands. */
    @ParameterizedTest
    @ValueSource(ints = {60_000, 3_000_000})
    void B12_illegalInputDuringTheEndDestroysNoReplyUnderWay(int length) throws Exception {
        try (Server server = TestServer.start(config -> config.maxFrameLength(length), s -> {
                    hooks.addTo(s);
                    s.handle(1, request -> {
                        request.reply(new byte[length]);
                        if (length < 100_000) {
                            assertTrue(request.connection().flush(Duration.ofSeconds(10)));
                        }
                        request.connection().close();
                    });
                });
                RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 4096)) {
            peer.send(1, "go");
            Connection connection = hooks.next();
            eventually().until(() -> !connection.isOpen());
            peer.write(ILLEGAL);
            assertEquals(length, peer.receive().data().length);
            peer.expectEnd();
            peer.close();
            assertEquals(Kind.CLOSED_HERE, hooks.reasonOf(connection));
        }
    }

    @Test
    void B12_halfAFrameDuringTheEndDestroysNoReplyUnderWay() throws Exception {
        int length = 3_000_000;
        Duration frameTimeout = Duration.ofMillis(200);
        try (Server server =
                        TestServer.start(config -> config.maxFrameLength(length).frameTimeout(frameTimeout), s -> {
                            hooks.addTo(s);
                            s.handle(1, request -> {
                                request.reply(new byte[length]);
                                request.connection().close();
                            });
                        });
                RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 4096)) {
            peer.send(1, "go");
            Connection connection = hooks.next();
            eventually().until(() -> !connection.isOpen());
            peer.write(new byte[] {1});
            try (RawPeer clock = RawPeer.connect(server.port())) {
                clock.write(new byte[] {1});
                eventually().until(() -> server.stats().closed(Kind.FRAME_TIMEOUT) == 1); // so long has passed by now
            }
            assertEquals(length, peer.receive().data().length);
            peer.expectEnd();
        }
    }
}
