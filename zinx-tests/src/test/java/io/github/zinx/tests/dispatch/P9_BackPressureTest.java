package io.github.zinx.tests.dispatch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Counts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be handled yet waits: a little here, and the rest with the peer, who feels it. Nothing is lost. */
final class P9_BackPressureTest {

    private static final int SIZE = 4096;
    private static final int MESSAGES = Counts.of(4000, 40_000);

    private final CountDownLatch mayGoOn = new CountDownLatch(1);
    private final AtomicInteger handled = new AtomicInteger();
    private final AtomicInteger faults = new AtomicInteger();

    @AfterEach
    void letGo() {
        mayGoOn.countDown();
    }

    @ParameterizedTest(name = "{0} messages, {1} bytes")
    @CsvSource({"8, 1073741824", "1000000, 65536"})
    void fullMailboxPausesReadingAndNothingIsLost(int capacity, long readAhead) throws Exception {
        AtomicInteger sent = new AtomicInteger();
        try (Server server = start(capacity, readAhead);
                RawPeer peer = RawPeer.connect(server.port());
                RawPeer other = RawPeer.connect(server.port())) {
            peer.socket().setSendBufferSize(64 * 1024);
            Together.run(2, part -> {
                if (part == 0) {
                    for (int i = 0; i < MESSAGES; i++) {
                        peer.write(numbered(i));
                        sent.incrementAndGet();
                    }
                } else {
                    AtomicInteger before = new AtomicInteger(-1);
                    await().pollInterval(Duration.ofMillis(200))
                            .until(() -> before.getAndSet(sent.get()) == sent.get());
                    int stalledAt = sent.get();
                    mayGoOn.countDown();
                    assertTrue(stalledAt > 0 && stalledAt < MESSAGES, "the peer could send " + stalledAt);
                }
            });
            await().untilAsserted(() -> assertEquals(MESSAGES, handled.get()));
            assertEquals(0, faults.get());
            assertEquals(0, server.stats().messagesDropped());
            assertEquals("other", other.ask(2, "other").text());
        }
    }

    /** Counted by what is thrown away when the connection ends with its handler still at the first message. */
    @ParameterizedTest(name = "{0} messages, {1} bytes: {2} messages")
    @CsvSource({"8, 1073741824, 8", "1000000, 65536, 16", "1000000, 1, 1"})
    void whatWaitsIsBoundedInMessagesAndBytes(int capacity, long readAhead, int most) throws Exception {
        try (Server server = start(capacity, readAhead);
                RawPeer peer = RawPeer.connect(server.port())) {
            for (int i = 0; i < 50; i++) {
                peer.write(numbered(i));
            }
            await().until(() -> handled.get() == 1);
            server.connections().closeAll();
            await().until(() -> server.stats().messagesDropped() > 0);
            peer.close();
            await().until(() -> server.connections().count() == 0);
            mayGoOn.countDown();
            long dropped = server.stats().messagesDropped();
            assertTrue(dropped <= most + 1, dropped + " waited: more than fit, and the one in the reader's hand");
            assertEquals(1, server.stats().closed(Kind.CLOSED_HERE));
        }
    }

    /** Nobody has read anything for a while, neither the handler nor the reader, and a stop is over in time. */
    @Test
    void stopDoesNotWaitForFullMailboxes() throws Exception {
        List<RawPeer> peers = new ArrayList<>();
        Server server = start(8, 1 << 20);
        try {
            for (int i = 0; i < 8; i++) {
                RawPeer peer = RawPeer.connect(server.port());
                peers.add(peer);
                peer.flood(1, new byte[SIZE], 5000);
            }
            await().until(() -> server.stats().mailboxes().messages() >= peers.size() * 8);
            Duration grace = Duration.ofMillis(200);
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> server.stop(grace));
            await().atMost(grace.plusSeconds(1).multipliedBy(3).plusSeconds(1)).until(stopping::isDone);
            stopping.join();
            assertEquals(0, server.connections().count());
        } finally {
            mayGoOn.countDown();
            peers.forEach(RawPeer::close);
        }
    }

    @Test
    void frameLargerThanTheByteBoundStillGoesThrough() throws Exception {
        mayGoOn.countDown();
        try (Server server = start(1000, 10);
                RawPeer peer = RawPeer.connect(server.port())) {
            for (int i = 0; i < 20; i++) {
                peer.write(numbered(i));
            }
            assertEquals("through", peer.ask(2, "through").text());
            assertEquals(20, handled.get());
            assertEquals(0, faults.get());
        }
    }

    private Server start(int capacity, long readAhead) throws IOException {
        return TestServer.start(
                config -> config.workers(2)
                        .workerQueueCapacity(capacity)
                        .readAhead(readAhead)
                        .drainTimeout(Duration.ofSeconds(1)),
                s -> s.handle(1, request -> {
                            int number = handled.getAndIncrement();
                            if (ByteBuffer.wrap(request.data()).getInt() != number || request.data().length != SIZE) {
                                faults.incrementAndGet();
                            }
                            mayGoOn.await();
                        })
                        .handle(2, request -> request.reply(request.data())));
    }

    private static byte[] numbered(int number) {
        return Layout.LTV_LE.frame(1, ByteBuffer.allocate(SIZE).putInt(number).array());
    }
}
