package io.github.zinx.tests.time;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import io.github.zinx.tests.support.Mode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No limit of the peer's runs out for what takes time on this side. */
final class GoodPeerTest {

    private static final Duration LIMIT = Duration.ofMillis(400);
    private static final Duration LONGER = Duration.ofMillis(700);

    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    @AfterEach
    void letGo() {
        mayEnd.countDown();
    }

    /** It waits for its answer and has nothing to say meanwhile. */
    @ParameterizedTest
    @EnumSource(Mode.class)
    void survivesAHandlerThatTakesLongerThanTheIdleLimit(Mode mode) throws Exception {
        try (Server server = start(config -> mode.set(config).idleTimeout(LIMIT));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "a long question");
            letPassLongerThanTheLimit();
            assertEquals("a long question", peer.receive().text());
            assertEquals("and another", peer.ask(1, "and another").text());
        }
    }

    /** The beginning of its next frame has arrived already, and this side does not read the rest. */
    @Test
    void survivesAHandlerOnTheReaderThatTakesLongerThanTheFrameLimit() throws Exception {
        try (Server server =
                        start(config -> config.workers(0).frameTimeout(LIMIT).idleTimeout(LIMIT));
                RawPeer peer = RawPeer.connect(server.port())) {
            assertAnsweredAroundALongHandler(peer, 2);
        }
    }

    /** As before, but it is a full mailbox that keeps this side from reading. */
    @Test
    void survivesAFullMailboxForLongerThanTheLimits() throws Exception {
        try (Server server = start(config -> config.workers(1)
                        .workerQueueCapacity(1)
                        .frameTimeout(LIMIT)
                        .idleTimeout(LIMIT));
                RawPeer peer = RawPeer.connect(server.port())) {
            assertAnsweredAroundALongHandler(peer, 5);
        }
    }

    /** Sends so many messages, the last of them only in part until the first handler has had its time. */
    private void assertAnsweredAroundALongHandler(RawPeer peer, int count) throws Exception {
        byte[] last = frame("the last");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 1; i < count; i++) {
            all.writeBytes(frame("message " + i));
        }
        all.writeBytes(Arrays.copyOf(last, 11));
        peer.write(all.toByteArray());
        letPassLongerThanTheLimit();
        for (int i = 1; i < count; i++) {
            assertEquals("message " + i, peer.receive().text());
        }
        peer.write(Arrays.copyOfRange(last, 11, last.length));
        assertEquals("the last", peer.receive().text());
        assertEquals(count, begun.get());
    }

    private static byte[] frame(String text) {
        return Layout.LTV_LE.frame(1, text.getBytes(StandardCharsets.UTF_8));
    }

    private void letPassLongerThanTheLimit() throws Exception {
        await().until(() -> begun.get() == 1);
        Pace.times(2, LONGER, () -> {});
        mayEnd.countDown();
    }

    /** The first message is handled for as long as the test likes. */
    private Server start(UnaryOperator<ServerConfig.Builder> change) throws IOException {
        return TestServer.start(
                change,
                s -> s.handle(1, request -> {
                    if (begun.incrementAndGet() == 1) {
                        mayEnd.await();
                    }
                    request.reply(request.data());
                }));
    }
}
