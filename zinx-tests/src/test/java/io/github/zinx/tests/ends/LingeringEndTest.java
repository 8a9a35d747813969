package io.github.zinx.tests.ends;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Counts;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Replies that are under way when a connection ends arrive, whatever the peer sends meanwhile. */
class LingeringEndTest {

    private static final int MESSAGES = 300;
    private static final byte[] PAYLOAD = new byte[4000];

    @Test
    void B12_closeWithAMegabyteUnderWayAndUnreadInputIsComplete40Of40() throws Exception {
        try (Server server = TestServer.start(
                config -> config.sendQueueBytes(2 << 20),
                s -> s.handle(1, request -> {
                    for (int i = 0; i < MESSAGES; i++) {
                        request.reply(ByteBuffer.wrap(PAYLOAD.clone()).putInt(i).array());
                    }
                    request.connection().close();
                }))) {
            for (int round = 0; round < 40; round++) {
                try (RawPeer peer = RawPeer.connect(server.port())) {
                    peer.send(1, "go");
                    writeUnread(peer);
                    readAll(peer);
                }
            }
            eventually().until(() -> server.connections().count() == 0);
        }
    }

    @Test
    void B12_stopWithAMegabyteUnderWayAndUnreadInputIsComplete() throws Exception {
        for (int round = 0; round < Counts.of(8, 40); round++) {
            var queued = new CountDownLatch(1);
            try (Server server = TestServer.start(
                            config -> config.sendQueueBytes(2 << 20),
                            s -> s.handle(1, request -> {
                                for (int i = 0; i < MESSAGES; i++) {
                                    request.reply(ByteBuffer.wrap(PAYLOAD.clone())
                                            .putInt(i)
                                            .array());
                                }
                                queued.countDown();
                            }));
                    RawPeer peer = RawPeer.connect(server.port())) {
                peer.send(1, "go");
                assertTrue(queued.await(10, TimeUnit.SECONDS));
                CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> server.stop(Duration.ofSeconds(5)));
                writeUnread(peer);
                readAll(peer);
                peer.close();
                stopped.get(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void B12_endOfAPeerThatDoesNotReadIsBoundedByTheDrainLimit() throws Exception {
        Duration drain = Duration.ofMillis(300);
        try (Server server = TestServer.start(
                        config -> config.drainTimeout(drain).socketSendBuffer(4096),
                        s -> s.handle(1, request -> {
                            while (request.connection().trySend(1, PAYLOAD)) {}
                            request.connection().close();
                        }));
                RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 4096)) {
            long start = System.nanoTime();
            peer.send(1, "go");
            eventually().until(() -> server.stats().accepted() == 1);
            eventually().until(() -> server.connections().count() == 0);
            assertTrue(System.nanoTime() - start
                    < drain.multipliedBy(3).plusSeconds(1).toNanos());
        }
    }

    /** More input than the server will ever look at, while its replies come: reading on is what keeps them alive. */
    private static void writeUnread(RawPeer peer) throws Exception {
        assertEquals(20 * (8 + PAYLOAD.length), peer.flood(99, PAYLOAD, 20).await());
    }

    private static void readAll(RawPeer peer) throws Exception {
        for (int i = 0; i < MESSAGES; i++) {
            if (i == MESSAGES / 2) {
                writeUnread(peer);
            }
            assertEquals(i, ByteBuffer.wrap(peer.receive().data()).getInt());
        }
        peer.expectEnd();
    }
}
