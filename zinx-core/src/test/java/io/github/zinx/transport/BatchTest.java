package io.github.zinx.transport;

import static io.github.zinx.transport.StressSender.draft;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionClosedException;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.QueueDepth;
import io.github.zinx.wire.InPlaceEncoder;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that are queued together: what the writer gets, and what the limits count. The test's own thread is the writer. */
@Timeout(30)
class BatchTest {

    private static final int KIB = 1024;

    private final ConnectionSettings settings = ConnectionSettings.builder()
            .sendQueueCapacity(1000)
            .sendQueueBytes(1 << 20)
            .build();
    private final MemoryCap cap = new MemoryCap(1 << 20);
    private final Outbox outbox = outbox(settings);

    @Test
    void messagesThatWaitComeTogetherInTheirOrder() throws Exception {
        send("one, ");
        send("two, ");
        send("three");
        Batch batch = takeBatch();
        assertEquals("one, two, three", text(batch));
        assertEquals(3, batch.messages());
        assertTrue(outbox.isEmpty());
    }

    @Test
    void nothingIsAddedToWhatTheWriterHasTaken() throws Exception {
        send("before");
        Batch taken = takeBatch();
        send("after");
        assertEquals("before", text(taken));
        assertEquals("after", text(takeBatch()));
    }

    @Test
    void nothingIsAddedToWhatTheWriterHasPolledEither() throws Exception {
        assertTrue(outbox.offer(frame()));
        outbox.take();
        send("before");
        Outgoing polled = outbox.poll();
        send("after");
        assertEquals("before", text(assertInstanceOf(Batch.class, polled)));
        assertEquals("after", text(takeBatch()));
    }

    @Test
    void nothingGoesPastAFrameOfItsOwn() throws Exception {
        Frame frame = frame();
        send("before");
        assertTrue(outbox.offer(frame));
        send("after");
        assertEquals("before", text(takeBatch()));
        assertSame(frame, outbox.take());
        assertEquals("after", text(takeBatch()));
    }

    @Test
    void nothingGoesPastAFlush() throws Exception {
        FutureTask<Boolean> flush = new FutureTask<>(() -> outbox.flush(Duration.ofMinutes(1)));
        send("before");
        Thread.ofVirtual().start(flush);
        await().until(() -> outbox.depth().messages() == 2);
        send("after");
        assertEquals("before", text(takeBatch()));
        assertEquals("after", text(takeBatch()));
        assertTrue(flush.get(20, TimeUnit.SECONDS));
    }

    @Test
    void arrayIsTheSendersAgain() throws Exception {
        byte[] payload = "mine".getBytes();
        outbox.sendBuffered(draft(payload));
        Arrays.fill(payload, (byte) 'x');
        assertEquals("mine", text(takeBatch()));
    }

    @Test
    void limitsCountEveryMessage() throws Exception {
        Outbox small = outbox(settings.toBuilder().sendQueueCapacity(3).build());
        for (int i = 0; i < 3; i++) {
            assertTrue(small.trySend(draft(new byte[10])));
        }
        assertFalse(small.trySend(draft(new byte[10])), "three messages are all it takes");
        assertEquals(new QueueDepth(3, 30), small.depth());
        small.take();
        assertEquals(QueueDepth.EMPTY, small.depth());
        assertTrue(small.trySend(draft(new byte[10])));

        Outbox few = outbox(settings.toBuilder().sendQueueBytes(KIB).build());
        assertTrue(few.trySend(draft(new byte[1000])));
        assertFalse(few.trySend(draft(new byte[25])), "1,024 bytes are all it takes");
        assertTrue(few.trySend(draft(new byte[24])));
    }

    @Test
    void noneIsLargerThanAWriteUnlessAMessageAloneIs() throws Exception {
        for (int size : new int[] {40 * KIB, 30 * KIB, 10, 100 * KIB, 20}) {
            outbox.sendBuffered(draft(new byte[size]));
        }
        assertEquals(40 * KIB, takeBatch().size());
        assertEquals(30 * KIB + 10, takeBatch().size());
        assertEquals(100 * KIB, takeBatch().size());
        assertEquals(20, takeBatch().size());
    }

    @Test
    void bytesAreTheSameHoweverItGrows() throws Exception {
        Random random = new Random(7);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        for (int round = 0; round < 300; round++) {
            for (int i = random.nextInt(60); i >= 0; i--) {
                byte[] payload = new byte[random.nextInt(random.nextInt(10) == 0 ? 9 * KIB : 50)];
                random.nextBytes(payload);
                sent.writeBytes(payload);
                outbox.sendBuffered(draft(payload));
            }
            while (!outbox.isEmpty()) {
                Batch batch = takeBatch();
                taken.write(batch.bytes(), 0, batch.size());
                batch.letGo();
                outbox.written();
            }
        }
        assertArrayEquals(sent.toByteArray(), taken.toByteArray());
    }

    @Test
    void memoryIsCountedAsTheArraysAreLarge() throws Exception {
        outbox.sendBuffered(draft(new byte[12 * KIB]));
        outbox.sendBuffered(draft(new byte[12 * KIB]));
        assertTrue(cap.held() >= 56 * KIB, () -> "an array of 64 KiB, and " + cap.held() + " are counted");
        outbox.sendBuffered(draft(new byte[6 * KIB]));
        Batch batch = takeBatch();
        assertEquals(64 * KIB, batch.held());
        assertTrue(cap.held() >= 56 * KIB, "it is not written yet");
        outbox.written();
        assertEquals(0, cap.held());
        for (int i = 0; i < 10; i++) { // and nothing has been lost or counted twice
            outbox.sendBuffered(draft(new byte[100 * i]));
            outbox.sendBuffered(draft(new byte[5000 * i]));
            takeBatch();
            while (outbox.poll() != null) {
                outbox.gatheredLeft();
            }
            outbox.written();
            assertEquals(0, cap.held());
        }
    }

    @Test
    void whatFindsNoMemoryLeavesTheOthersAlone() throws Exception {
        MemoryCap tight = new MemoryCap(60 * KIB);
        Outbox outbox = new Outbox(
                settings,
                () -> true,
                () -> new ConnectionClosedException(7, "closed", null),
                writable -> {},
                () -> {},
                tight.share());
        assertTrue(outbox.trySend(draft(new byte[40])));
        assertFalse(outbox.trySend(draft(new byte[100 * KIB])));
        assertEquals(new QueueDepth(1, 40), outbox.depth());
        assertEquals(0, tight.held());
        assertTrue(outbox.trySend(draft(new byte[20 * KIB])), "alone it needs no array of 64 KiB");
        assertEquals(40, assertInstanceOf(Batch.class, outbox.take()).size());
        assertEquals(20 * KIB, assertInstanceOf(Frame.class, outbox.take()).size());
    }

    @Test
    void encoderThatFailsLeavesTheOthersAlone() throws Exception {
        send("one, ");
        assertThrows(
                IllegalStateException.class, () -> outbox.sendBuffered(new Draft(1, new byte[4], 0, 4, new Failing())));
        assertEquals(1, outbox.depth().messages());
        send("two");
        assertEquals("one, two", text(takeBatch()));
    }

    @Test
    void encoderThatFailsHoldsNothing() throws Exception {
        for (int i = 0; i < 20; i++) {
            outbox.sendBuffered(draft(new byte[15 * KIB]));
            assertThrows(
                    IllegalStateException.class,
                    () -> outbox.sendBuffered(new Draft(1, new byte[40 * KIB], 0, 40 * KIB, new Failing())));
            assertEquals(16 * KIB, cap.held(), "15 KiB, in steps");
            takeBatch();
            outbox.written();
            assertEquals(0, cap.held());
        }
        outbox.sendBuffered(draft(new byte[15 * KIB]));
        assertEquals(16 * KIB, cap.held(), "and what was let go was not let go twice");
    }

    @Test
    void encoderThatFailsFirstQueuesNothing() throws Exception {
        assertThrows(
                IllegalStateException.class, () -> outbox.sendBuffered(new Draft(1, new byte[4], 0, 4, new Failing())));
        assertTrue(outbox.isEmpty());
        assertNull(outbox.poll());
        send("one");
        assertEquals("one", text(takeBatch()));
    }

    private record Failing() implements InPlaceEncoder {

        @Override
        public int size(int payloadLength) {
            return payloadLength;
        }

        @Override
        public byte[] encode(int id, byte[] payload) {
            throw new IllegalStateException();
        }

        @Override
        public void encode(int id, byte[] payload, int from, int length, byte[] into, int at) {
            into[at] = 'x';
            throw new IllegalStateException();
        }
    }

    private void send(String text) throws InterruptedException {
        outbox.sendBuffered(draft(text.getBytes()));
    }

    private Batch takeBatch() throws InterruptedException {
        return assertInstanceOf(Batch.class, outbox.take());
    }

    private static String text(Batch batch) {
        return new String(batch.bytes(), 0, batch.size());
    }

    private static Frame frame() {
        return Frame.encoded(1, new byte[] {1});
    }

    private Outbox outbox(ConnectionSettings settings) {
        return new Outbox(
                settings,
                () -> true,
                () -> new ConnectionClosedException(7, "closed", null),
                writable -> {},
                () -> {},
                cap.share());
    }
}
