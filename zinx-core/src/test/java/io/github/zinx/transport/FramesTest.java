package io.github.zinx.transport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.LoginSettings;
import io.github.zinx.Message;
import io.github.zinx.ProtocolException;
import io.github.zinx.wire.FrameCodec;
import io.github.zinx.wire.FrameDecoder;
import io.github.zinx.wire.FrameEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where a message is encoded, and whose array is whose. */
@Timeout(30)
class FramesTest {

    private final Frames stateless = new Frames(FrameCodec.named("tlv-le"), 10);
    private final NumberingCodec numbering = new NumberingCodec();

    @Test
    void withoutAMemoryTheCallerEncodes() {
        byte[] payload = {'h', 'i'};
        Frame frame = stateless.frame(1, payload);
        payload[0] = 'X';
        assertArrayEquals(new byte[] {1, 0, 0, 0, 2, 0, 0, 0, 'h', 'i'}, frame.toBytes((id, data) -> {
            throw new AssertionError("encoded already");
        }));
        assertEquals(10, frame.size(), "header included");
        assertEquals(18, stateless.maxFrameSize());
    }

    @Test
    void toBeQueuedItIsEncodedOnlyWhenThereIsRoom() {
        byte[] payload = {'h', 'i'};
        Draft draft = assertInstanceOf(Draft.class, stateless.item(1, payload));
        assertEquals(10, draft.size(), "header included");
        payload[0] = 'X';
        byte[] into = new byte[11];
        draft.encode(into, 1);
        assertArrayEquals(new byte[] {0, 1, 0, 0, 0, 2, 0, 0, 0, 'X', 'i'}, into);
        assertThrows(IllegalArgumentException.class, () -> stateless.item(1, new byte[11]));
        assertThrows(NullPointerException.class, () -> stateless.item(1, null));
    }

    @Test
    void encoderThatMakesOnlyArraysOfItsOwnIsAskedForThem() {
        byte[] payload = {'h', 'i'};
        assertInstanceOf(Frame.class, new Frames(numbering, 10).item(1, payload), "and the writer numbers them");
        FrameEncoder upside = (id, data) -> new byte[] {data[1], data[0]};
        Frame frame = assertInstanceOf(Frame.class, new Frames(new Wrapping(upside), 10).item(1, payload));
        assertArrayEquals(new byte[] {'i', 'h'}, frame.toBytes(upside));
    }

    @Test
    void largeOneIsEncodedBeforeAnybodyWaitsForIt() {
        Frames frames = new Frames(FrameCodec.named("tlv-le"), 1 << 20);
        assertInstanceOf(Draft.class, frames.item(1, new byte[Batch.MOST - 1]));
        assertInstanceOf(Frame.class, frames.item(1, new byte[Batch.MOST]));
    }

    /** What a codec says of its frames at the most is not what each of them has. */
    @Test
    void sizeIsTheEncodersOwn() {
        FrameCodec padded = new Wrapping(FrameCodec.named("tlv-le").encoder());
        assertEquals(10, new Frames(padded, 10).item(1, new byte[] {'h', 'i'}).size());
    }

    /** A layout of its own with somebody else's encoder. */
    private record Wrapping(FrameEncoder encoder) implements FrameCodec {

        @Override
        public String name() {
            return "wrapping";
        }

        @Override
        public int overhead() {
            return 100;
        }

        @Override
        public FrameDecoder decoder(int maxLength) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void withAMemoryTheCallerOnlyCopies() {
        byte[] payload = {'h', 'i'};
        Frame frame = new Frames(numbering, 10).frame(1, payload);
        payload[0] = 'X';
        assertArrayEquals(
                new byte[] {1, 'h', 'i'}, frame.toBytes((id, data) -> new byte[] {(byte) id, data[0], data[1]}));
        assertEquals(2 + numbering.overhead(), frame.size());
        assertEquals(0, numbering.encodersMade());
    }

    /** A connection that has to log in keeps to the limits of single ids too, before the login and after. */
    @Test
    void limitsOfSingleIdsHoldBeforeAndAfterALogin() {
        Login login = Login.of(new LoginSettings(Set.of(1, 2), Duration.ofSeconds(1), 8, 50));
        FrameDecoder decoder = stateless.decoder(login);
        stateless.limit(1, 3);

        refused(decoder, 3, 0, "message 3 came before the login");
        refused(decoder, 2, 9, "a payload of 9 bytes came before the login; the limit is 8 until then");
        assertTrue(login.hasRefused());
        refused(decoder, 1, 4, "message 1 announces a payload of 4 bytes; the limit is 3");
        assertTrue(login.finish());
        refused(decoder, 1, 4, "message 1 announces a payload of 4 bytes; the limit is 3");
        refused(decoder, 2, 11, "message 2 announces a payload of 11 bytes; the limit is 10");
        assertNull(decoder.decode(ByteBuffer.wrap(header(3, 10))));
    }

    private static void refused(FrameDecoder decoder, int id, int length, String why) {
        ByteBuffer in = ByteBuffer.wrap(header(id, length));
        assertEquals(
                why,
                assertThrows(ProtocolException.class, () -> decoder.decode(in)).getMessage());
    }

    private static byte[] header(int id, int length) {
        return new byte[] {(byte) id, 0, 0, 0, (byte) length, 0, 0, 0};
    }

    @Test
    void tooLongFailsWhereItIsMade() {
        stateless.frame(1, new byte[10]);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> stateless.frame(-1, new byte[11]));
        assertEquals("message 4294967295 has a payload of 11 bytes; the limit is 10", e.getMessage());
        Frames withMemory = new Frames(numbering, 10);
        assertThrows(IllegalArgumentException.class, () -> withMemory.frame(1, new byte[11]));
        assertThrows(NullPointerException.class, () -> stateless.frame(1, null));
    }

    @Test
    void limitOfASingleIdIsFromNothingToTheLimitOfAll() {
        stateless.limit(1, 0);
        stateless.limit(1, 10);
        assertThrows(IllegalArgumentException.class, () -> stateless.limit(1, -1));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> stateless.limit(-1, 11));
        assertEquals(
                "message 4294967295: a limit of 11 bytes is refused, it must be 0 to frame.max-length, which is 10",
                e.getMessage());
    }

    @Test
    void whetherAMessageMayBeSentIsSaidBeforehand() {
        stateless.check(Message.of(1, new byte[10]));
        Message tooLong = Message.of(1, new byte[11]);
        assertThrows(IllegalArgumentException.class, () -> stateless.check(tooLong));
    }

    @Test
    void eachQueueOfABroadcastHoldsItsPartOfTheFrame() {
        Frame frame = Frame.encoded(1, new byte[100]);
        assertEquals(100, frame.held());
        assertEquals(100, frame.shared(1).held());
        assertEquals(51, frame.shared(2).held(), "rounded up");
        assertEquals(34, frame.shared(3).held());
        assertEquals(100, frame.shared(3).size());
        assertEquals(9, Frame.plain(1, new byte[1], 9).held());
    }

    @Test
    void encoderWithAMemoryRunsOnTheWriterInTheOrderOfTheWire() throws Exception {
        try (TestConnection test = new TestConnection().codec(numbering).start()) {
            Set<String> encodedOn = ConcurrentHashMap.newKeySet();
            numbering.onEncode(() -> encodedOn.add(Thread.currentThread().getName()));
            for (int i = 0; i < 500; i++) {
                test.peer().sendBytes(numbering.plain("m" + i));
            }
            // The peer's decoder throws at a number out of its turn.
            for (int i = 0; i < 500; i++) {
                assertEquals("m" + i, test.peer().receiveText());
            }
            assertEquals(Set.of("zinx-writer-7"), encodedOn);
            assertEquals(1, numbering.encodersMade(), "one per connection");
        }
    }

    @Test
    void encoderThatThrowsEndsItsConnection() throws Exception {
        IllegalStateException failure = new IllegalStateException("in the codec");
        try (TestConnection test = new TestConnection().codec(numbering).start().awaitStarted()) {
            numbering.onEncode(() -> {
                throw failure;
            });
            test.connection().sendBuffered(1, "x");
            test.awaitEnded();
            assertEquals(Kind.FAILED, test.reason());
            assertEquals(failure, test.stopReasons().getFirst().cause());
        }
    }

    @Test
    void decoderThatThrowsEndsItsConnection() throws Exception {
        try (TestConnection test = new TestConnection().codec(numbering).start().awaitStarted()) {
            test.peer().sendBytes((byte) -1); // a length that makes the decoder fail
            test.awaitEnded();
            assertEquals(Kind.FAILED, test.reason());
            assertTrue(test.link().isAborted());
        }
    }

    @Test
    void broadcastQueuesWhereThereIsRoomAndCountsTheOthers() throws Exception {
        try (TestConnection open = new TestConnection().start().awaitStarted();
                TestConnection full = new TestConnection()
                        .capacity(8)
                        .settings(s -> s.sendQueueCapacity(1))
                        .start()
                        .awaitStarted();
                TestConnection closed = new TestConnection().start().awaitStarted()) {
            closed.connection().close();
            await().until(() -> {
                while (full.connection().trySend(1, "0123456789")) {}
                return full.peer().link().available() == 8 && !full.connection().trySend(1, "0123456789");
            });
            LongAdder skipped = new LongAdder();
            int taken = TcpConnection.broadcast(
                    Message.of(5, "all"),
                    new Frames(FrameCodec.named("ltv-le"), 100),
                    3,
                    List.of(full.connection(), closed.connection(), open.connection())
                            .iterator(),
                    skipped);
            assertEquals(1, taken);
            assertEquals(2, skipped.sum());
            assertEquals(Message.of(5, "all"), open.peer().receive());
        }
    }
}
