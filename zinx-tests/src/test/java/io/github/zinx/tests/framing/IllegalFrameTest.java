package io.github.zinx.tests.framing;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason;
import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Message;
import io.github.zinx.ProtocolException;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import io.github.zinx.tests.support.Mode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A length over the limit ends its connection, and costs nobody anything else. */
final class IllegalFrameTest {

    private static final int LIMIT = 4096;

    private final BlockingQueue<CloseReason> reasons = new LinkedBlockingQueue<>();
    private final AtomicInteger handled = new AtomicInteger();
    private final CountDownLatch handlerMayGo = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        handlerMayGo.countDown();
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void B20_illegalLengthEndsItsConnectionAndNoOther(Layout layout) throws Exception {
        try (Server server = start(config -> config.format(layout.format()));
                RawPeer other = RawPeer.connect(server.port(), layout)) {
            List<Integer> lengths = List.of(LIMIT + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0xFFFFFFF8, 0xFFFFFFFF);
            for (int length : lengths) {
                try (RawPeer peer = RawPeer.connect(server.port(), layout)) {
                    peer.write(layout.header(1, length));
                    peer.expectReset(); // nothing is owed
                }
                CloseReason reason = nextReason();
                assertEquals(Kind.ILLEGAL_FRAME, reason.kind());
                ProtocolException cause = assertInstanceOf(ProtocolException.class, reason.cause());
                String unsigned = Integer.toUnsignedString(length);
                assertTrue(cause.getMessage().contains(unsigned), cause.getMessage());
                assertEquals("still here", other.ask(1, "still here").text());
            }
            assertEquals(lengths.size(), handled.get(), "only the other peer's messages");
            assertEquals(lengths.size(), server.stats().closed(Kind.ILLEGAL_FRAME));
            assertEquals(1, server.connections().count());
        }
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void P1_anIdMayHaveAShorterLimitOfItsOwn(Layout layout) throws Exception {
        try (Server server = start(config -> config.format(layout.format())).maxLength(1, 3)) {
            CloseReason reason;
            try (RawPeer good = RawPeer.connect(server.port(), layout);
                    RawPeer bad = RawPeer.connect(server.port(), layout)) {
                assertEquals("abc", good.ask(1, "abc").text());
                good.send(3, "5"); // of another id, and so long as the usual limit allows; answers are not concerned
                assertEquals(5, good.receive().data().length);
                bad.write(layout.header(1, 4));
                bad.expectReset(); // ended by the header alone, and nothing is owed
                reason = nextReason();
            }
            assertEquals(Kind.ILLEGAL_FRAME, reason.kind());
            assertEquals(
                    "message 1 announces a payload of 4 bytes; the limit is 3",
                    assertInstanceOf(ProtocolException.class, reason.cause()).getMessage());
            assertThrows(IllegalArgumentException.class, () -> server.maxLength(1, LIMIT + 1));
            assertThrows(IllegalArgumentException.class, () -> server.maxLength(1, -1));
        }
    }

    /** Forty peers announce a gigabyte each, which is legal here, and send a few bytes of it. */
    @Test
    void B20_announcedLengthAllocatesNothing() throws Exception {
        int limit = 1 << 30;
        List<RawPeer> peers = new ArrayList<>();
        try (Server server = start(config -> config.maxFrameLength(limit))) {
            heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
            long before = heapPeak();
            try {
                for (int i = 0; i < 40; i++) {
                    RawPeer peer = RawPeer.connect(server.port());
                    peers.add(peer);
                    peer.write(join(frame("x"), Layout.LTV_LE.header(1, limit), new byte[9]));
                    assertEquals("x", peer.receive().text());
                }
                for (RawPeer peer : peers) {
                    peer.write(new byte[9]);
                }
                try (RawPeer other = RawPeer.connect(server.port())) {
                    assertEquals("still here", other.ask(1, "still here").text());
                    assertEquals(peers.size() + 1, server.connections().count(), "nobody was dropped");
                }
                long grown = heapPeak() - before;
                assertTrue(grown < 256L << 20, "the heap grew by " + grown + " bytes for headers alone");
            } finally {
                for (RawPeer peer : peers) {
                    peer.close();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4096, 64 * 1024, 16 * 1024 * 1024})
    void P1_limitIsServedAndOneMoreIsNot(int limit) throws Exception {
        try (Server server = start(config -> config.maxFrameLength(limit).sendQueueBytes(1 << 20))) {
            try (RawPeer peer = RawPeer.connect(server.port())) {
                for (int size = Math.max(0, limit - 1); size <= limit; size++) {
                    byte[] payload = new byte[size];
                    Arrays.fill(payload, (byte) 42);
                    peer.send(1, payload);
                    assertEquals(Message.of(1, payload), peer.receive());
                }
                peer.write(Layout.LTV_LE.header(1, limit + 1));
                assertEquals(0, peer.readToEnd());
            }
            assertEquals(Kind.ILLEGAL_FRAME, nextReason().kind());
            assertEquals(2, handled.get());
        }
    }

    /** The frame before is answered, the one behind is not run. */
    @ParameterizedTest
    @EnumSource(Mode.class)
    void P1_whatWasCompleteBeforeAnIllegalFrameIsAnswered(Mode mode) throws Exception {
        try (Server server = start(mode::set);
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.write(join(frame("one"), frame("two"), Layout.LTV_LE.header(1, LIMIT + 1), frame("three")));
            assertEquals("one", peer.receive().text());
            assertEquals("two", peer.receive().text());
            peer.expectEnd();
            peer.close();
            assertEquals(Kind.ILLEGAL_FRAME, nextReason().kind());
            assertEquals(2, handled.get());
            await().untilAsserted(() -> assertEquals(2, server.stats().messagesHandled()));
        }
    }

    /** A peer that sent it and does not leave is reset after the drain limit. */
    @Test
    void P1_theEndBehindAnIllegalFrameIsAReset() throws Exception {
        try (Server server = start(config -> config.drainTimeout(Duration.ofMillis(200)));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.write(join(frame("one"), Layout.LTV_LE.header(1, -1)));
            assertEquals("one", peer.receive().text());
            peer.expectEnd();
            await().untilAsserted(() -> assertEquals(0, server.connections().count()));
            assertThrows(
                    IOException.class, () -> peer.write((byte) 1), "only behind a reset does the first write fail");
        }
    }

    @Test
    void P1_handlerThatRunsWhenAnIllegalFrameComesStillAnswers() throws Exception {
        try (Server server = start(UnaryOperator.identity());
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(2, "slow");
            await().until(() -> handled.get() == 1);
            peer.write(Layout.LTV_LE.header(1, LIMIT + 1));
            await().until(() -> server.stats().closed(Kind.ILLEGAL_FRAME) == 1);
            handlerMayGo.countDown();
            assertEquals("slow", peer.receive().text());
            peer.expectEnd();
        }
    }

    /** The writer has the answer in hand, and the peer reads it only after having sent what is no frame. */
    @Test
    void P1_answerThatIsBeingWrittenWhenAnIllegalFrameComesArrivesWhole() throws Exception {
        byte[] large = new byte[8 << 20];
        try (Server server = start(config -> config.maxFrameLength(large.length));
                RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 16 * 1024)) {
            peer.send(3, Integer.toString(large.length));
            await().until(() -> server.stats().messagesHandled() == 1);
            peer.expectBytes((byte) large.length); // the answer is on its way
            peer.write(Layout.LTV_LE.header(1, large.length + 1));
            await().until(() -> server.stats().closed(Kind.ILLEGAL_FRAME) == 1);
            assertEquals(8 + large.length - 1, peer.readToEnd());
        }
    }

    /** What is no frame comes when this side is closing and the peer has not yet read what it was sent. */
    @Test
    void P1_illegalFrameDuringAnOrderlyEndDestroysNothing() throws Exception {
        byte[] large = new byte[8 << 20];
        try (Server server = start(config -> config.maxFrameLength(large.length));
                RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 16 * 1024)) {
            peer.send(3, Integer.toString(large.length));
            peer.expectBytes((byte) large.length); // the answer is on its way
            server.connections().closeAll();
            peer.write(Layout.LTV_LE.header(1, -1));
            for (int i = 0; i < 100; i++) {
                peer.write(new byte[8]);
            }
            assertEquals(8 + large.length - 1, peer.readToEnd());
        }
        assertEquals(Kind.CLOSED_HERE, nextReason().kind());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 12})
    void streamThatEndsInsideAFrameIsIllegal(int bytes) throws Exception {
        try (Server server = start(UnaryOperator.identity());
                RawPeer peer = RawPeer.connect(server.port())) {
            byte[] frame = frame("hello");
            peer.write(join(frame, Arrays.copyOf(frame, bytes)));
            peer.halfClose();
            assertEquals("hello", peer.receive().text());
            peer.expectEnd();
            assertEquals(Kind.ILLEGAL_FRAME, nextReason().kind());
            assertEquals(1, handled.get());
        }
    }

    @Test
    void P17_illegalFramesAreALineASecondInTheLog() throws Exception {
        long start = System.nanoTime();
        try (Server server = start(UnaryOperator.identity())) {
            for (int i = 0; i < 300; i++) {
                try (RawPeer peer = RawPeer.connect(server.port())) {
                    peer.write(Layout.LTV_LE.header(1, -1));
                    peer.readToEnd();
                }
            }
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            assertEquals(300, server.stats().closed(Kind.ILLEGAL_FRAME));
            long lines = 300 - server.stats().allLogLinesSuppressed();
            assertTrue(lines <= seconds + 2, lines + " lines in " + seconds + " s");
        }
    }

    private Server start(UnaryOperator<ServerConfig.Builder> change) throws IOException {
        return TestServer.start(
                change,
                s -> s.handle(1, request -> {
                            handled.incrementAndGet();
                            request.reply(request.data());
                        })
                        .handle(2, request -> {
                            handled.incrementAndGet();
                            handlerMayGo.await();
                            request.reply(request.data());
                        })
                        .handle(3, request -> request.reply(new byte[Integer.parseInt(request.text())]))
                        .onStop((connection, reason) -> reasons.add(reason)));
    }

    private CloseReason nextReason() throws InterruptedException {
        CloseReason reason = reasons.poll(10, TimeUnit.SECONDS);
        assertTrue(reason != null, "the connection has not ended");
        return reason;
    }

    private static byte[] frame(String text) {
        return Layout.LTV_LE.frame(1, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] join(byte[]... pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }

    private static List<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }

    private static long heapPeak() {
        return heapPools().stream()
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }
}
