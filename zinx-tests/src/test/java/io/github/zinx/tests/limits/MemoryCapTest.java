package io.github.zinx.tests.limits;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.SendTimeoutException;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Mode;
import io.github.zinx.tests.support.Peers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What all connections hold together is bounded: those who need little go on, and nothing is kept in the end. */
@Timeout(60)
final class MemoryCapTest {

    private static final int CAP = 1 << 20;

    @ParameterizedTest
    @EnumSource(Mode.class)
    void P8_peersThatDoNotReadHoldTogetherNoMoreThanTheCap(Mode mode) throws Exception {
        List<RawPeer> stuck = new ArrayList<>();
        try (Server server = TestServer.start(
                c -> mode.set(c).maxBufferedBytes(CAP).socketSendBuffer(4096).sendTimeout(ConnectionSettings.OFF),
                s -> s.handle(1, request -> request.reply(request.data())))) {
            for (int i = 0; i < 10; i++) {
                stuck.add(RawPeer.connect(server.port(), Layout.LTV_LE, 4096));
                Connection connection = stuck.getLast().connectionOn(server);
                assertNotNull(fill(connection, server));
            }
            // One queue alone could hold as much as the cap: it is the cap that stopped the others.
            try (RawPeer modest = RawPeer.connect(server)) {
                assertEquals("served", modest.ask(1, "served").text());
            }
            stuck.forEach(RawPeer::close);
            await().until(() ->
                    server.connections().count() == 0 && server.stats().bufferedBytes() == 0);
        } finally {
            stuck.forEach(RawPeer::close);
        }
    }

    /** Sends until a send fails for want of memory; a full queue would make it wait for ever instead. */
    private static SendTimeoutException fill(Connection connection, Server server) throws InterruptedException {
        for (int i = 0; i < 2000; i++) {
            try {
                if (!connection.trySend(2, new byte[1000])) {
                    connection.sendBuffered(2, new byte[1000]);
                }
            } catch (SendTimeoutException e) {
                return e;
            }
            assertTrue(server.stats().bufferedBytes() <= CAP);
            if (server.stats().bufferedBytes() > CAP - 64 * 1024) {
                return new SendTimeoutException("nearly full");
            }
        }
        throw new AssertionError("2 MB are held for one peer");
    }

    @Test
    void P2_framesThatAreNeverCompletedDoNotHoldTheMemoryForEver() throws Exception {
        try (Server server = TestServer.start(
                        c -> c.maxBufferedBytes(CAP).maxFrameLength(256 * 1024).frameTimeout(Duration.ofSeconds(1)),
                        s -> s.handle(1, request -> request.reply(request.text().substring(0, 4))));
                Peers dawdlers = new Peers()) {
            for (int i = 0; i < 20; i++) {
                RawPeer peer = dawdlers.add(RawPeer.connect(server));
                Thread.startVirtualThread(() -> {
                    try {
                        peer.sendHalf(1, new byte[256 * 1024]);
                    } catch (Exception e) {
                        // It is dropped while it writes.
                    }
                });
            }
            await().until(() -> server.stats().bufferedBytes() > CAP / 2);
            await().until(() -> {
                assertTrue(server.stats().bufferedBytes() <= CAP);
                return server.stats().closed(Kind.FRAME_TIMEOUT) == 20;
            });
            await().until(() -> server.stats().bufferedBytes() == 0);
            try (RawPeer good = RawPeer.connect(server)) {
                assertEquals("good", good.ask(1, "good" + "x".repeat(200_000)).text());
            }
        }
    }

    @Test
    void P9_fullMailboxesPauseTheirReadersAndNothingIsLost() throws Exception {
        CountDownLatch handlersMayGo = new CountDownLatch(1);
        try (Server server = TestServer.start(
                        c -> c.maxBufferedBytes(CAP).readAhead(CAP),
                        s -> s.handle(1, request -> {
                            handlersMayGo.await();
                            request.connection().sendBuffered(1, "");
                        }));
                Peers peers = new Peers()) {
            for (int i = 0; i < 10; i++) {
                peers.add(RawPeer.connect(server)).flood(1, new byte[1000], 500);
            }
            await().until(() -> server.stats().bufferedBytes() > CAP / 2);
            assertTrue(server.stats().bufferedBytes() <= CAP + 10 * 64 * 1024);
            handlersMayGo.countDown();
            for (RawPeer peer : peers) {
                for (int i = 0; i < 500; i++) {
                    assertEquals(0, peer.receive().data().length);
                }
            }
        } finally {
            handlersMayGo.countDown();
        }
    }
}
