package io.github.zinx.tests.ends;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Counts;
import io.github.zinx.tests.support.Mode;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that has ended its own stream still gets the answers to what it sent before. */
class HalfCloseTest {

    private static final int ROUNDS = Counts.of(5, 1000);

    private final Hooks hooks = new Hooks();

    @ParameterizedTest
    @EnumSource
    void B13_P12_requestsBeforeTheHalfCloseAreAllAnsweredThenComesTheEnd(Mode mode) throws Exception {
        try (Server server = TestServer.start(mode::set, s -> {
            hooks.addTo(s);
            s.handle(1, request -> request.reply(request.data()));
        })) {
            for (int round = 0; round < ROUNDS; round++) {
                int requests = round < 5 ? 200 : 1;
                try (RawPeer peer = RawPeer.connect(server.port())) {
                    for (int i = 0; i < requests; i++) {
                        peer.send(1, "request " + i);
                    }
                    peer.halfClose();
                    for (int i = 0; i < requests; i++) {
                        assertEquals("request " + i, peer.receive().text());
                    }
                    peer.expectEnd();
                }
                assertEquals(Kind.CLOSED_BY_PEER, hooks.reasonOf(hooks.next()));
            }
            hooks.assertEachOnce(server, ROUNDS);
        }
    }

    @Test
    void P12_halfCloseWaitsForTheHandlerThatIsAtWork() throws Exception {
        var release = new CountDownLatch(1);
        try (Server server = TestServer.start(s -> {
                    hooks.addTo(s);
                    s.handle(1, request -> {
                        assertTrue(release.await(10, TimeUnit.SECONDS));
                        request.reply("late");
                    });
                });
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "one");
            peer.send(1, "two");
            peer.halfClose();
            Connection connection = hooks.next();
            // Nothing tells from outside that the end has been read; that its connection takes sends is what counts.
            assertTrue(connection.isOpen());
            release.countDown();
            assertEquals("late", peer.receive().text());
            assertEquals("late", peer.receive().text());
            peer.expectEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 11})
    void halfCloseInsideAFrameAnswersWhatWasCompleteAndIsAnIllegalFrame(int cut) throws Exception {
        try (Server server = TestServer.start(s -> {
                    hooks.addTo(s);
                    s.handle(1, request -> request.reply(request.data()));
                });
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "complete");
            peer.write(Arrays.copyOf(Layout.LTV_LE.frame(1, new byte[7]), cut));
            peer.halfClose();
            assertEquals("complete", peer.receive().text());
            peer.expectEnd();
            assertEquals(Kind.ILLEGAL_FRAME, hooks.reasonOf(hooks.next()));
            hooks.assertEachOnce(server, 1);
        }
    }
}
