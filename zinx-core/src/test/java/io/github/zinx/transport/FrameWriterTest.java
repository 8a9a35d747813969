package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.wire.FrameEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FrameWriterTest {

    private static final int KIB = 1024;

    private final FeedLink link = new FeedLink(1);
    private final MemoryCap cap = MemoryCap.none();
    private final Outbox outbox = new Outbox(
            ConnectionSettings.builder()
                    .sendQueueCapacity(100_000)
                    .sendQueueBytes(1 << 30)
                    .build(),
            () -> true,
            () -> new ConnectionClosedException(7, "closed", null),
            writable -> {},
            () -> {},
            cap.share());
    private final Limit writeLimit = new Limit(Kind.WRITE_TIMEOUT, Duration.ofMillis(1), System::nanoTime);

    @Test
    void everythingQueuedGoesOutInOneWrite() throws Exception {
        for (int i = 0; i < 100; i++) {
            outbox.sendBuffered(frame(10));
        }
        writeAll();
        assertEquals(List.of(1000), link.writeSizes());
    }

    @Test
    void noWriteIsLargerThan64KiB() throws Exception {
        for (int i = 0; i < 100; i++) {
            outbox.sendBuffered(frame(3000));
        }
        outbox.sendBuffered(frame(200 * KIB));
        outbox.sendBuffered(frame(64 * KIB));
        writeAll();
        assertEquals(
                300_000 + 264 * KIB, link.writeSizes().stream().mapToInt(n -> n).sum());
        assertTrue(link.writeSizes().stream().allMatch(n -> n <= 64 * KIB), link.writeSizes()::toString);
        assertTrue(link.writeSizes().size() < 12, link.writeSizes()::toString);
    }

    @Test
    void whatIsWrittenIsNoLongerHeldAlsoWhileTheRestIsNot() throws Exception {
        for (int i = 0; i < 10; i++) {
            outbox.sendBuffered(frame(65 * KIB));
        }
        List<Long> held = new ArrayList<>();
        link.onWrite(write -> held.add(cap.held()));
        writeAll();
        assertTrue(held.getFirst() > 9 * 65 * KIB, held::toString);
        assertTrue(held.getLast() < 2 * 65 * KIB, held::toString);
        assertEquals(0, cap.held());
    }

    @Test
    void largeFrameKeepsItsPlaceBehindTheSmallOnesThatWereGathered() throws Exception {
        outbox.sendBuffered(frame(10));
        outbox.sendBuffered(frame(65 * KIB));
        outbox.sendBuffered(frame(20));
        writeAll();
        assertEquals(List.of(10, 64 * KIB, KIB, 20), link.writeSizes());
    }

    @Test
    void afterASlowWritePiecesAreSmallUntilOneIsQuickAgain() throws Exception {
        link.onWrite(write -> {
            if (write == 0 || write == 1) {
                LockSupport.parkNanos(Duration.ofMillis(150).toNanos());
            }
        });
        outbox.sendBuffered(frame(256 * KIB));
        writeAll();
        assertEquals(64 * KIB, link.writeSizes().get(0));
        assertEquals(16 * KIB, link.writeSizes().get(1));
        assertEquals(16 * KIB, link.writeSizes().get(2));
        assertEquals(256 * KIB, link.writeSizes().stream().mapToInt(n -> n).sum());
    }

    @Test
    void bytesGoOutUnchangedWhateverTheirSizes() throws Exception {
        Random random = new Random(1);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(50) == 0 ? random.nextInt(150 * KIB) : random.nextInt(2000)];
            random.nextBytes(bytes);
            sent.writeBytes(bytes);
            outbox.sendBuffered(Frame.encoded(i, bytes));
        }
        writeAll();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        link.writes().forEach(written::writeBytes);
        assertArrayEquals(sent.toByteArray(), written.toByteArray());
    }

    @Test
    void frameThatHasAMemoryIsEncodedWhenItsTurnToBeWrittenComes() throws Exception {
        byte[] count = {0};
        FrameEncoder numbers = (id, payload) -> new byte[] {count[0]++, payload[0]};
        outbox.sendBuffered(Frame.plain(1, new byte[] {'a'}, 9));
        outbox.sendBuffered(Frame.plain(1, new byte[] {'b'}, 9));
        outbox.shut(Frame.plain(1, new byte[] {'c'}, 9));
        assertEquals(0, count[0]);
        new FrameWriter(link, outbox, numbers, writeLimit, false).run();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        link.writes().forEach(written::writeBytes);
        assertArrayEquals(new byte[] {0, 'a', 1, 'b', 2, 'c'}, written.toByteArray());
    }

    @Test
    void whatTheEncoderThrowsComesOut() throws Exception {
        IllegalStateException failure = new IllegalStateException("in the codec");
        outbox.sendBuffered(Frame.plain(1, new byte[0], 9));
        FrameWriter writer = new FrameWriter(
                link,
                outbox,
                (id, payload) -> {
                    throw failure;
                },
                writeLimit,
                false);
        assertSame(failure, assertThrows(IllegalStateException.class, writer::run));
    }

    @Test
    void theLimitsClockRunsDuringAWriteAndOnlyThen() throws Exception {
        long muchLater = System.nanoTime() + Duration.ofHours(1).toNanos();
        link.onWrite(write -> assertTrue(writeLimit.hasPassed(muchLater)));
        outbox.sendBuffered(frame(100 * KIB));
        writeAll();
        assertFalse(writeLimit.hasPassed(muchLater));
    }

    @Test
    void afterAFailureNothingMoreIsWritten() throws Exception {
        link.onWrite(write -> {
            if (write == 0) {
                outbox.fail();
            }
        });
        outbox.sendBuffered(frame(64 * KIB));
        outbox.sendBuffered(frame(10));
        new FrameWriter(link, outbox, FrameWriterTest::noEncoder, writeLimit, false).run();
        assertEquals(List.of(64 * KIB), link.writeSizes());
    }

    @Test
    void framesAreGatheredUpToExactly64KiB() throws Exception {
        outbox.sendBuffered(frame(10));
        outbox.sendBuffered(frame(64 * KIB - 10));
        outbox.sendBuffered(frame(1));
        writeAll();
        assertEquals(List.of(64 * KIB, 1), link.writeSizes());
    }

    @Test
    void messagesAndBytesAreCountedAndNothingIsHeldAfterwards() throws Exception {
        for (int size : new int[] {10, 30 * KIB, 65 * KIB, 30 * KIB}) {
            outbox.sendBuffered(frame(size));
        }
        outbox.shut(null);
        FrameWriter writer = new FrameWriter(link, outbox, FrameWriterTest::noEncoder, writeLimit, false);
        writer.run();
        assertEquals(4, writer.meter().messages());
        assertEquals(10 + 125 * KIB, writer.meter().bytes());
        assertEquals(0, cap.held());
    }

    @Test
    void whoHasNothingToWriteForTenRoundsOfTheSweeperIsLetGo() throws Exception {
        FrameWriter writer = new FrameWriter(link, outbox, FrameWriterTest::noEncoder, writeLimit, false);
        FutureTask<Boolean> run = new FutureTask<>(writer::run);
        Thread thread = Thread.ofVirtual().start(run);
        for (int message = 1; message <= 3; message++) {
            sweep(writer, 9);
            outbox.sendBuffered(frame(10));
            assertTrue(outbox.flush(Duration.ofSeconds(20)), "written by the one writer that there is");
            assertTrue(writer.sweep(), "sees that something has been written");
        }
        sweep(writer, 9);
        assertTrue(outbox.hasWriter());
        Awaitility.await().until(() -> !writer.sweep());
        assertTrue(thread.join(Duration.ofSeconds(20)));
        assertFalse(run.get(), "the outbox has not ended");
        assertFalse(outbox.hasWriter());
        assertEquals(3, writer.meter().messages());
    }

    @Test
    void oneThatGoesEarlyGoesAtOnceWhereNothingIsToBeWritten() throws Exception {
        FrameWriter writer = new FrameWriter(link, outbox, FrameWriterTest::noEncoder, writeLimit, true);
        assertFalse(writer.run());
        assertFalse(outbox.hasWriter());
    }

    @Test
    void oneThatGoesEarlyStaysFor16FramesThatComeAlone() throws Exception {
        FrameWriter writer = new FrameWriter(link, outbox, FrameWriterTest::noEncoder, writeLimit, true);
        outbox.sendBuffered(frame(10));
        Thread thread = Thread.ofVirtual().start(new FutureTask<>(writer::run));
        for (int message = 2; message <= 16; message++) {
            assertTrue(outbox.flush(Duration.ofSeconds(20)), "before message " + message);
            assertTrue(outbox.hasWriter(), "before message " + message);
            outbox.sendBuffered(frame(10));
        }
        assertTrue(thread.join(Duration.ofSeconds(20)));
        assertFalse(outbox.hasWriter());
        assertEquals(16, writer.meter().messages());
    }

    @Test
    void whatIsLeftOfAFrameIsWrittenBeforeAnythingElse() throws Exception {
        FrameWriter writer = new FrameWriter(link, outbox, FrameWriterTest::noEncoder, writeLimit, true);
        assertFalse(writer.run());
        byte[] frame = {1, 2, 3, 4, 5};
        link.takesAtOnce(2);
        assertTrue(outbox.becomeWriter());
        assertFalse(writer.writeAtOnce(frame));
        assertEquals(0, writer.meter().messages(), "not whole yet");
        assertEquals(2, writer.meter().bytes());
        outbox.sendBuffered(Frame.encoded(1, new byte[] {6}));
        outbox.cease(true);

        outbox.shut(null);
        assertTrue(writer.run());
        assertArrayEquals(new byte[] {1, 2}, link.writes().get(0));
        assertArrayEquals(new byte[] {3, 4, 5}, link.writes().get(1));
        assertArrayEquals(new byte[] {6}, link.writes().get(2));
        assertEquals(2, writer.meter().messages());
        assertEquals(6, writer.meter().bytes());
        assertEquals(0, cap.held());
        assertFalse(writeLimit.isRunning());
    }

    @Test
    void aWholeFrameLeavesNothing() throws Exception {
        FrameWriter writer = new FrameWriter(link, outbox, FrameWriterTest::noEncoder, writeLimit, true);
        assertFalse(writer.run());
        link.takesAtOnce(5);
        assertTrue(outbox.becomeWriter());
        assertTrue(writer.writeAtOnce(new byte[5]));
        outbox.cease(false);
        assertEquals(1, writer.meter().messages());
        assertEquals(List.of(5), link.writeSizes());
        assertFalse(outbox.hasWriter());
        assertTrue(outbox.isQuiet());
    }

    private static void sweep(FrameWriter writer, int rounds) {
        for (int round = 0; round < rounds; round++) {
            assertTrue(writer.sweep());
        }
    }

    private void writeAll() throws IOException, InterruptedException {
        outbox.shut(null);
        new FrameWriter(link, outbox, FrameWriterTest::noEncoder, writeLimit, false).run();
        assertTrue(outbox.isEmpty());
    }

    private static byte[] noEncoder(int id, byte[] payload) {
        throw new AssertionError("the frame was encoded already");
    }

    private static Frame frame(int size) {
        return Frame.encoded(1, new byte[size]);
    }
}
