package io.github.zinx.tests.sending;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Mode;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a handler has sent goes out at once, whatever the handler, or the one after it, does then. */
class ReplyIsNotHeldBackTest {

    private static final long LONGEST = TimeUnit.SECONDS.toNanos(20);

    private final CountDownLatch received = new CountDownLatch(1);

    @ParameterizedTest
    @EnumSource(Mode.class)
    void replyArrivesWhileItsHandlerWaits(Mode mode) throws Exception {
        assertReplyArrives(mode, () -> assertTrue(received.await(20, TimeUnit.SECONDS)));
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void replyArrivesWhileItsHandlerComputes(Mode mode) throws Exception {
        assertReplyArrives(mode, this::compute);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void replyArrivesWhileTheHandlerOfTheNextMessageComputes(Mode mode) throws Exception {
        try (Server server = TestServer.start(
                        mode::set,
                        s -> s.handle(1, request -> request.reply("first")).handle(2, request -> compute()));
                RawPeer peer = RawPeer.connect(server.port())) {
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.writeBytes(Layout.LTV_LE.frame(1, "one"));
            both.writeBytes(Layout.LTV_LE.frame(2, "two"));
            peer.write(both.toByteArray());
            peer.expect(1, "first");
            received.countDown();
        }
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    private void assertReplyArrives(Mode mode, Step afterIt) throws Exception {
        try (Server server = TestServer.start(
                        mode::set,
                        s -> s.handle(1, request -> {
                            request.reply("first");
                            afterIt.run();
                        }));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "go");
            peer.expect(1, "first");
            received.countDown();
        }
    }

    /** Holds its thread, and a carrier if it has one, until the reply has been received. */
    private void compute() {
        long began = System.nanoTime();
        while (received.getCount() > 0 && System.nanoTime() - began < LONGEST) {
            Thread.onSpinWait();
        }
    }
}
