package io.github.zinx.tests.time;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import io.github.zinx.tests.support.Counts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A frame, once begun, has so long to be complete; a peer that has begun none has all the time in the world. */
final class P2_FrameDeadlineTest {

    private static final Duration LIMIT = Duration.ofMillis(400);

    /** Up to this long a promise of {@link #LIMIT} may take on a busy machine. */
    private static final Duration AT_MOST = LIMIT.multipliedBy(3).plusSeconds(1);

    private final Queue<Kind> stopped = new ConcurrentLinkedQueue<>();

    /** One byte every now and then is progress, and yet no frame. */
    @Test
    void B22_drippingFrameIsCutAtTheDeadlineAndNotBefore() throws Exception {
        byte[] frame = Layout.LTV_LE.frame(1, new byte[4096]);
        try (Server server = start(config -> config.frameTimeout(LIMIT));
                RawPeer quiet = RawPeer.connect(server.port());
                RawPeer peer = RawPeer.connect(server.port())) {
            quiet.ask(1, "a frame, and then nothing for longer than the limit");
            long start = System.nanoTime();
            peer.drip(frame, Duration.ofMillis(40));
            assertEquals(0, peer.readToEnd());
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.compareTo(LIMIT) >= 0, "cut too early, after " + took);
            assertTrue(took.compareTo(AT_MOST) < 0, "cut too late, after " + took);
            await().until(() -> stopped.contains(Kind.FRAME_TIMEOUT));
            assertEquals("quiet", quiet.ask(1, "quiet").text());
            assertEquals(1, server.connections().count());
            await().untilAsserted(() -> assertEquals(2, server.stats().messagesHandled(), "those of the quiet one"));
        }
    }

    /** Every other one goes on, a byte now and then. */
    @Test
    void B22_halfAHeaderHoldsNoPlace() throws Exception {
        int count = Counts.of(40, 100);
        byte[] slow = Layout.LTV_LE.frame(1, new byte[4096]);
        List<RawPeer> peers = new ArrayList<>();
        try (Server server = start(config -> config.frameTimeout(LIMIT).maxConnections(count + 1));
                RawPeer healthy = RawPeer.connect(server.port())) {
            healthy.ask(1, "");
            for (int i = 0; i < count; i++) {
                RawPeer peer = RawPeer.connect(server.port());
                peers.add(peer);
                if (i % 2 == 0) {
                    peer.sendHalf(1, "");
                } else {
                    peer.drip(slow, Duration.ofMillis(50));
                }
            }
            await().atMost(AT_MOST).pollInterval(Duration.ofMillis(20)).until(() -> {
                assertEquals("alive", healthy.ask(1, "alive").text());
                return server.connections().count() == 1;
            });
            for (RawPeer peer : peers) {
                assertEquals(0, peer.readToEnd());
            }
            assertEquals(count, server.stats().closed(Kind.FRAME_TIMEOUT));
            assertEquals("alive", healthy.ask(1, "alive").text());
        } finally {
            for (RawPeer peer : peers) {
                peer.close();
            }
        }
    }

    /** Cut so that at every moment some frame is incomplete, though each is complete in time. */
    @Test
    void framesThatAreEachInTimeMayGoOnForLongerThanTheLimit() throws Exception {
        Duration limit = Duration.ofSeconds(1);
        int frames = 20;
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < frames; i++) {
            stream.writeBytes(Layout.LTV_LE.frame(1, new byte[8]));
        }
        ByteArrayInputStream pieces = new ByteArrayInputStream(stream.toByteArray());
        try (Server server = start(config -> config.frameTimeout(limit));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.write(pieces.readNBytes(5));
            long start = System.nanoTime();
            Pace.times(frames, Duration.ofMillis(60), () -> peer.write(pieces.readNBytes(16)));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.compareTo(limit) > 0, "this is to take longer than the limit");
            for (int i = 0; i < frames; i++) {
                assertEquals(8, peer.receive().data().length);
            }
            assertEquals(1, server.connections().count());
        }
    }

    /** Once this side closes it waits for no frame any more, and what it still owes has the drain limit. */
    @Test
    void frameThatIsBegunDoesNotCutAnOrderlyEndShort() throws Exception {
        byte[] large = new byte[8 << 20];
        try (Server server = start(config -> config.frameTimeout(LIMIT).maxFrameLength(large.length));
                RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 16 * 1024)) {
            peer.send(2, Integer.toString(large.length));
            peer.expectBytes((byte) large.length); // the answer is on its way
            peer.write((byte) 1, (byte) 2, (byte) 3);
            server.connections().closeAll();
            Pace.times(2, LIMIT.multipliedBy(2), () -> {});
            assertEquals(8 + large.length - 1, peer.readToEnd());
        }
    }

    @Test
    void limitThatIsOffCutsNobody() throws Exception {
        byte[] frame = Layout.LTV_LE.frame(1, new byte[20]);
        try (Server server = start(config -> config.frameTimeout(ConnectionSettings.OFF));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.drip(frame, Duration.ofMillis(10));
            peer.expect(1, new byte[20]);
        }
    }

    private Server start(UnaryOperator<ServerConfig.Builder> change) throws IOException {
        return TestServer.start(
                change,
                s -> s.handle(1, request -> request.reply(request.data()))
                        .handle(2, request -> request.reply(new byte[Integer.parseInt(request.text())]))
                        .onStop((connection, reason) -> stopped.add(reason.kind())));
    }
}
