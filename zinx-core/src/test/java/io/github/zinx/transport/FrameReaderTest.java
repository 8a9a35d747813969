package io.github.zinx.transport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.LoginSettings;
import io.github.zinx.Message;
import io.github.zinx.ProtocolException;
import io.github.zinx.wire.FrameCodec;
import io.github.zinx.wire.FrameDecoder;
import io.github.zinx.wire.FrameEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class FrameReaderTest {

    private static final int MEBIBYTE = 1024 * 1024;

    private final FrameCodec codec = FrameCodec.named("ltv-le");

    /** How often the reader has let others run first. */
    private final AtomicInteger turns = new AtomicInteger();

    private final AtomicLong now = new AtomicLong();
    private final ReaderTurn turn = new ReaderTurn(turns::incrementAndGet, now::get);

    @Test
    void severalFramesOfOneReadComeOneByOne() throws Exception {
        FeedLink link = new FeedLink(1000);
        for (int i = 0; i < 5; i++) {
            link.feed(codec.encoder().encode(i, new byte[i]));
        }
        FrameReader reader = reader(link, MEBIBYTE);
        for (int i = 0; i < 5; i++) {
            assertEquals(Message.of(i, new byte[i]), reader.next());
            assertTrue(reader.decodedSinceRead());
        }
        assertEquals(1, link.reads());
        assertFalse(reader.hasEnded());
        assertNull(reader.next());
        assertTrue(reader.hasEnded());
        assertFalse(reader.decodedSinceRead());
    }

    @Test
    void bufferGrowsWithWhatHasArrivedAndNotWithWhatIsAnnounced() throws Exception {
        int announced = 900_000;
        byte[] frame = codec.encoder().encode(1, new byte[announced]);
        FeedLink link = new FeedLink(100).feed(frame);
        FrameReader reader = reader(link, MEBIBYTE);
        link.onRead((arrived, capacity) -> assertTrue(
                capacity <= Math.max(128, 4 * arrived),
                () -> capacity + " bytes of buffer for " + arrived + " received"));
        assertEquals(announced, reader.next().data().length);
    }

    @Test
    void announcedLengthAloneCostsNothing() throws Exception {
        byte[] frame = codec.encoder().encode(1, new byte[MEBIBYTE]);
        FeedLink link = new FeedLink(8).feed(Arrays.copyOf(frame, 8));
        FrameReader reader = reader(link, MEBIBYTE);
        assertThrows(ProtocolException.class, reader::next, "the stream ends there");
        assertEquals(128, link.largestBuffer());
    }

    @Test
    void largeBufferIsGivenBackWhenNothingComes() throws Exception {
        MemoryCap cap = new MemoryCap(MEBIBYTE);
        byte[] frame = codec.encoder().encode(1, new byte[100_000]);
        FeedLink link = new FeedLink(Integer.MAX_VALUE).feed(frame);
        FrameReader reader = reader(link, 100_000, codec.decoder(100_000)::decode, cap.share());
        assertEquals(100_000, reader.next().data().length);
        assertTrue(cap.held() >= 90_000, () -> cap.held() + " bytes held");
        assertNull(reader.next());
        assertEquals(0, cap.held());
    }

    @Test
    void largeBufferIsMadeSmallerWhenLittleComes() throws Exception {
        MemoryCap cap = new MemoryCap(MEBIBYTE);
        FeedLink link = new FeedLink(100_008).feed(codec.encoder().encode(1, new byte[100_000]));
        FrameReader reader = reader(link, 100_000, codec.decoder(100_000)::decode, cap.share());
        assertEquals(100_000, reader.next().data().length);
        long large = cap.held();
        for (int i = 0; i < 100; i++) {
            link.feed(codec.encoder().encode(2, new byte[10])); // each comes in a read of its own
            assertEquals(10, reader.next().data().length);
        }
        assertTrue(cap.held() < large / 4, () -> cap.held() + " bytes held, once " + large);
    }

    @Test
    void largeBufferStaysAsItIsWhereMuchComes() throws Exception {
        FeedLink link = new FeedLink(100_008).feed(codec.encoder().encode(1, new byte[100_000]));
        FrameReader reader = reader(link, 100_000);
        assertEquals(100_000, reader.next().data().length);
        link.onRead((arrived, capacity) -> assertEquals(100_008, capacity));
        for (int i = 0; i < 100; i++) {
            link.feed(codec.encoder().encode(2, new byte[30_000])); // each comes in a read of its own
            assertEquals(30_000, reader.next().data().length);
        }
    }

    @Test
    void buffersTogetherGrowOnlyAsFarAsTheyMay() throws Exception {
        MemoryCap cap = new MemoryCap(MEBIBYTE);
        MemoryCap.Share other = cap.share();
        assertTrue(other.hold(MEBIBYTE));
        FeedLink link = new FeedLink(Integer.MAX_VALUE).feed(codec.encoder().encode(1, new byte[100_000]));
        FrameReader reader = reader(link, 100_000, codec.decoder(100_000)::decode, cap.share());
        CompletableFuture<Message> message = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                message.complete(reader.next());
            } catch (Throwable t) {
                message.completeExceptionally(t);
            }
        });
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        assertTrue(link.largestBuffer() <= 8192, () -> link.largestBuffer() + " bytes of buffer");
        assertFalse(message.isDone());
        other.holdAnyway(0);
        assertEquals(100_000, message.get(16, TimeUnit.SECONDS).data().length);
    }

    @Test
    void bufferIsNeverLargerThanOneLargestFrame() throws Exception {
        FeedLink link = new FeedLink(Integer.MAX_VALUE);
        for (int i = 0; i < 4; i++) {
            link.feed(codec.encoder().encode(i, new byte[100_000]));
        }
        FrameReader reader = reader(link, 100_000);
        for (int i = 0; i < 4; i++) {
            assertEquals(i, reader.next().id());
        }
        assertEquals(100_008, link.largestBuffer());
    }

    @Test
    void bufferGrowsTo64KiBWhereMoreComesAtATimeThanItTakes() throws Exception {
        FeedLink link = manySmallFrames(Integer.MAX_VALUE);
        assertEquals(64 * 1024, link.largestBuffer());
        assertTrue(link.reads() < 12, () -> link.reads() + " reads");
    }

    @Test
    void bufferStaysSmallWhereLittleComesAtATime() throws Exception {
        assertEquals(512, manySmallFrames(200).largestBuffer());
    }

    @Test
    void bufferStaysAsItIsWhereAllTogetherHoldAsMuchAsTheyMay() throws Exception {
        MemoryCap cap = new MemoryCap(MEBIBYTE);
        assertTrue(cap.share().hold(MEBIBYTE));
        FeedLink link = new FeedLink(Integer.MAX_VALUE).feed(smallFrames());
        FrameReader reader = reader(link, MEBIBYTE, codec.decoder(MEBIBYTE)::decode, cap.share());
        for (int i = 0; i < 3_000; i++) {
            assertEquals(i, reader.next().id());
        }
        assertTrue(link.largestBuffer() <= 8192, () -> link.largestBuffer() + " bytes of buffer");
    }

    private FeedLink manySmallFrames(int piece) throws Exception {
        FeedLink link = new FeedLink(piece).feed(smallFrames());
        FrameReader reader = reader(link, MEBIBYTE);
        for (int i = 0; i < 3_000; i++) {
            assertEquals(i, reader.next().id());
        }
        return link;
    }

    private byte[] smallFrames() {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < 3_000; i++) {
            frames.writeBytes(codec.encoder().encode(i, new byte[100]));
        }
        return frames.toByteArray();
    }

    @Test
    void othersRunFirstAfterAReadThatBroughtMessagesAndAllThatThereWas() throws Exception {
        FeedLink link = new FeedLink(200);
        for (int i = 0; i < 3; i++) {
            link.feed(codec.encoder().encode(i, new byte[192]));
        }
        FrameReader reader = reader(link, MEBIBYTE);
        assertEquals(0, reader.next().id());
        assertEquals(0, turns.get(), "nothing had come before");
        assertEquals(1, reader.next().id());
        assertEquals(2, reader.next().id());
        assertEquals(2, turns.get());
        assertNull(reader.next());
        assertEquals(3, turns.get());
    }

    @Test
    void noTurnIsGivenWhileMoreIsWaitingAndNotMuchTimeHasPassed() throws Exception {
        FeedLink link = new FeedLink(Integer.MAX_VALUE).feed(smallFrames());
        FrameReader reader = reader(link, MEBIBYTE);
        for (int i = 0; i < 3_000; i++) {
            now.set(1_000_000L * i / 3_000);
            assertEquals(i, reader.next().id());
        }
        assertEquals(0, turns.get());
    }

    /** A peer that sends faster than is read: no read ever waits, and others would never run. */
    @Test
    void whereMoreIsAlwaysWaitingATurnIsGivenEveryMillisecond() throws Exception {
        FeedLink link = new FeedLink(Integer.MAX_VALUE);
        for (int i = 0; i < 10; i++) {
            link.feed(smallFrames());
        }
        FrameReader reader = reader(link, MEBIBYTE);
        link.onRead((arrived, capacity) -> now.addAndGet(300_000));
        for (int i = 0; i < 30_000; i++) {
            reader.next();
        }
        assertTrue(link.reads() > 40, () -> link.reads() + " reads");
        assertEquals((link.reads() - 1) / 4, turns.get(), 1);
    }

    @Test
    void whereMuchIsThrownAwayATurnIsGivenEveryMillisecond() throws Exception {
        FeedLink link = new FeedLink(Integer.MAX_VALUE).feed(new byte[100 * 128]);
        link.onRead((arrived, capacity) -> now.addAndGet(300_000));
        reader(link, MEBIBYTE).discard();
        assertEquals(25, turns.get(), 1);
    }

    @Test
    void streamThatEndsInsideAFrameIsIllegal() {
        FrameReader reader = reader(new FeedLink(100).feed(new byte[] {1, 0, 0}), 100);
        ProtocolException e = assertThrows(ProtocolException.class, reader::next);
        assertEquals("the stream ended inside a frame, after 3 bytes of it", e.getMessage());
        assertTrue(reader.hasEnded());
    }

    @Test
    void whatIsDiscardedIsNotDecoded() throws Exception {
        FeedLink link = new FeedLink(100).feed(codec.encoder().encode(1, new byte[5]));
        for (int i = 0; i < 100; i++) {
            link.feed(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1});
        }
        reader(link, 100).discard();
        assertEquals(0, link.left());
    }

    // ---- clocks ----

    /** Silence is counted while the reader waits, and a frame's time from when the reader waits for the rest of it. */
    @Test
    void clocksRunWhileThePeerIsWaitedForAndNotWhileItsMessagesAreHandled() throws Exception {
        Limit frame = new Limit(Kind.FRAME_TIMEOUT, ConnectionSettings.OFF, System::nanoTime);
        Limit idle = new Limit(Kind.IDLE_TIMEOUT, ConnectionSettings.OFF, System::nanoTime);
        Runnable turn = () -> {
            turns.incrementAndGet();
            assertFalse(idle.isRunning() || frame.isRunning(), "while others run it is we who wait");
        };
        ReadLimits limits = new ReadLimits(
                frame, idle, null, Login.none(), MemoryCap.none().share(), new ReaderTurn(turn, now::get));
        FeedLink link = new FeedLink(12)
                .feed(codec.encoder().encode(1, new byte[10]))
                .feed(codec.encoder().encode(2, new byte[10]));
        List<String> clocks = new ArrayList<>();
        link.onRead((arrived, capacity) ->
                clocks.add(arrived + (idle.isRunning() ? " idle" : "") + (frame.isRunning() ? " frame" : "")));
        FrameReader reader =
                new FrameReader(link, new Frames(codec, 100), limits, new ReaderInbound((c, m) -> {}), () -> true);

        for (int id = 1; id <= 2; id++) {
            assertEquals(id, reader.next().id());
            assertFalse(idle.isRunning());
            assertFalse(frame.isRunning());
        }
        assertNull(reader.next());
        assertEquals(2, turns.get());
        assertFalse(idle.isRunning());
        assertEquals(List.of("0 idle", "12 idle frame", "24 idle frame", "36 idle"), clocks);
    }

    // ---- before the login ----

    @Test
    void messageThatIsNoLoginIsRefusedBeforeIt() throws Exception {
        Login login = Login.of(new LoginSettings(Set.of(1), Duration.ofSeconds(1), 1000, 50));
        FeedLink link = new FeedLink(Integer.MAX_VALUE).feed(codec.encoder().encode(2, new byte[10]));
        Limit off = new Limit(Kind.FRAME_TIMEOUT, ConnectionSettings.OFF, System::nanoTime);
        FrameReader before = reader(link, null, login, off, new ReaderInbound((c, m) -> {}), () -> true);
        ProtocolException e = assertThrows(ProtocolException.class, before::next);
        assertEquals("message 2 came before the login", e.getMessage());
        assertTrue(login.hasRefused());
    }

    /** A codec that says nothing of a frame before it is whole must not make the buffer grow for one that is too long. */
    @Test
    void bufferGrowsBeforeTheLoginForNothingThatIsTooLong() {
        Login login = Login.of(new LoginSettings(Set.of(1), Duration.ofSeconds(1), 1000, 50));
        FeedLink link = new FeedLink(Integer.MAX_VALUE).feed(new byte[200_000]);

        FrameReader reader = reader(link, 100_000, in -> null, login);

        assertThrows(ProtocolException.class, reader::next);
        assertTrue(login.hasRefused());
        assertEquals(1008, link.largestBuffer());
    }

    @Test
    void afterTheLoginItGrowsAsEver() throws Exception {
        Login login = Login.of(new LoginSettings(Set.of(1), Duration.ofSeconds(1), 1000, 50));
        FeedLink link = new FeedLink(Integer.MAX_VALUE)
                .feed(codec.encoder().encode(1, new byte[1000]))
                .feed(codec.encoder().encode(2, new byte[50_000]));
        FrameReader reader = reader(link, 100_000, codec.decoder(100_000)::decode, login);

        assertEquals(1, reader.next().id());
        assertTrue(login.finish());
        assertFalse(login.finish());
        assertFalse(login.miss());
        assertEquals(2, reader.next().id());
        assertFalse(login.hasRefused());
    }

    /** The login is handled by another thread, and decides what the next message may be. */
    @Test
    void whatComesBeforeTheLoginIsLookedAtWhenAllBeforeItHasBeenHandled() throws Exception {
        Login login = Login.of(new LoginSettings(Set.of(1), Duration.ofSeconds(1), 1000, 50));
        AtomicBoolean idle = new AtomicBoolean(true);
        AtomicBoolean clockRan = new AtomicBoolean();
        AtomicInteger waits = new AtomicInteger();
        Limit frameLimit = new Limit(Kind.FRAME_TIMEOUT, ConnectionSettings.OFF, System::nanoTime);
        Inbound inbound = new HandledInbound(idle::get, () -> {
            waits.incrementAndGet();
            clockRan.set(frameLimit.isRunning());
            login.finish();
        });
        FeedLink link = new FeedLink(Integer.MAX_VALUE)
                .feed(codec.encoder().encode(1, new byte[10]))
                .feed(codec.encoder().encode(2, new byte[10]));
        FrameReader reader = reader(link, null, login, frameLimit, inbound, () -> true);

        assertEquals(1, reader.next().id());
        assertEquals(0, waits.get(), "nothing was before it");
        idle.set(false);
        frameLimit.start();
        assertEquals(2, reader.next().id());
        assertEquals(1, waits.get());
        assertFalse(login.hasRefused());
        assertFalse(clockRan.get(), "it is us who wait now");
    }

    // ---- what is counted, and rates ----

    @Test
    void messagesAndBytesAreCountedAndSoIsWhatIsDiscarded() throws Exception {
        FeedLink link = new FeedLink(Integer.MAX_VALUE)
                .feed(codec.encoder().encode(1, new byte[10]))
                .feed(codec.encoder().encode(2, new byte[20]));
        FrameReader reader = reader(link, 100);
        reader.next();
        reader.next();
        assertEquals(2, reader.meter().messages());
        assertEquals(46, reader.meter().bytes());
        link.feed(new byte[1000]);
        reader.discard();
        assertEquals(2, reader.meter().messages());
        assertEquals(1046, reader.meter().bytes());
    }

    @Test
    void whoeverIsDoneHoldsNothing() throws Exception {
        MemoryCap cap = new MemoryCap(MEBIBYTE);
        FeedLink link = new FeedLink(Integer.MAX_VALUE).feed(codec.encoder().encode(1, new byte[100_000]));
        FrameReader reader = reader(link, 100_000, codec.decoder(100_000)::decode, cap.share());
        reader.next();
        assertTrue(cap.held() > 0);
        reader.letGo();
        assertEquals(0, cap.held());
    }

    @Test
    void whoeverIsAheadOfTheRateOfMessagesIsPausedBeforeTheNextOne() throws Exception {
        AtomicInteger pauses = new AtomicInteger();
        AtomicBoolean clockRan = new AtomicBoolean();
        Limit frameLimit = new Limit(Kind.FRAME_TIMEOUT, ConnectionSettings.OFF, System::nanoTime);
        BooleanSupplier open = () -> {
            pauses.incrementAndGet(); // asked when there is something to wait for; false ends the pause
            clockRan.set(frameLimit.isRunning());
            return false;
        };
        FeedLink link = new FeedLink(Integer.MAX_VALUE);
        for (int i = 0; i < 100; i++) {
            link.feed(codec.encoder().encode(i, new byte[1]));
        }
        RateLimit rate =
                RateLimit.of(ConnectionSettings.builder().maxMessageRate(1).build(), open);
        FrameReader reader = reader(link, rate, Login.none(), frameLimit, new ReaderInbound((c, m) -> {}), open);
        assertEquals(0, reader.next().id());
        assertEquals(0, pauses.get());
        for (int i = 1; i < 99; i++) {
            reader.next();
        }
        assertTrue(pauses.get() > 0);
        frameLimit.start();
        assertEquals(99, reader.next().id());
        assertFalse(clockRan.get(), "it is not the peer who dawdles now");
    }

    @Test
    void whoeverIsAheadOfTheRateOfBytesIsReadInPiecesAndPaused() throws Exception {
        AtomicInteger pauses = new AtomicInteger();
        BooleanSupplier open = () -> {
            pauses.incrementAndGet();
            return false;
        };
        FeedLink link = new FeedLink(Integer.MAX_VALUE).feed(codec.encoder().encode(1, new byte[100_000]));
        RateLimit rate =
                RateLimit.of(ConnectionSettings.builder().maxByteRate(1024).build(), open);
        Limit frameLimit = new Limit(Kind.FRAME_TIMEOUT, ConnectionSettings.OFF, System::nanoTime);
        FrameReader reader = reader(link, rate, Login.none(), frameLimit, new ReaderInbound((c, m) -> {}), open);
        assertEquals(100_000, reader.next().data().length);
        assertTrue(link.reads() >= 100_008 / 1024, () -> link.reads() + " reads");
        assertTrue(pauses.get() > 0);
    }

    // ---- codecs that do not keep to their contract ----

    @Test
    void codecThatFindsNoFrameInAFullBufferEndsTheConnection() {
        FeedLink link = new FeedLink(Integer.MAX_VALUE).feed(new byte[200_000]);
        FrameReader reader = reader(link, 100, in -> null);
        ProtocolException e = assertThrows(ProtocolException.class, reader::next);
        assertEquals("the codec finds no frame in 65536 bytes", e.getMessage());
        assertEquals(65536, link.largestBuffer());
    }

    @Test
    void codecThatMovesWithoutAMessageOrGivesOneWithoutMovingEndsTheConnection() {
        FrameReader moves = reader(new FeedLink(10).feed(new byte[10]), 100, in -> {
            in.get();
            return null;
        });
        assertThrows(ProtocolException.class, moves::next);
        FrameReader stays = reader(new FeedLink(10).feed(new byte[10]), 100, in -> Message.of(1, "for ever"));
        assertThrows(ProtocolException.class, stays::next);
    }

    private FrameReader reader(Link link, int maxLength) {
        return reader(link, maxLength, codec.decoder(maxLength)::decode);
    }

    @Test
    void nobodyHasToWaitForAReaderThatReads() throws Exception {
        ReaderInbound inbound = new ReaderInbound((c, message) -> {});
        FeedLink link = new FeedLink(3 * 8);
        for (int i = 0; i < 6; i++) {
            link.feed(codec.encoder().encode(i, new byte[0]));
        }
        link.onRead((arrived, capacity) -> assertEquals(link.reads() + 1, inbound.rests()));
        Limit off = new Limit(Kind.FRAME_TIMEOUT, ConnectionSettings.OFF, System::nanoTime);
        FrameReader reader = reader(link, null, Login.none(), off, inbound, () -> true);
        for (int i = 0; i < 6; i++) {
            assertEquals(i, reader.next().id());
            assertEquals(1 + i / 3, inbound.rests(), "messages of one read are one after the other");
        }
    }

    private FrameReader reader(Link link, int maxLength, Function<ByteBuffer, Message> decode) {
        return reader(link, maxLength, decode, MemoryCap.none().share());
    }

    private FrameReader reader(Link link, int maxLength, Function<ByteBuffer, Message> decode, MemoryCap.Share memory) {
        return reader(link, maxLength, decode, memory, Login.none());
    }

    private FrameReader reader(Link link, int maxLength, Function<ByteBuffer, Message> decode, Login login) {
        return reader(link, maxLength, decode, MemoryCap.none().share(), login);
    }

    private FrameReader reader(
            Link link, RateLimit rate, Login login, Limit frameLimit, Inbound inbound, BooleanSupplier open) {
        Limit off = new Limit(Kind.IDLE_TIMEOUT, ConnectionSettings.OFF, System::nanoTime);
        ReadLimits limits =
                new ReadLimits(frameLimit, off, rate, login, MemoryCap.none().share(), turn);
        return new FrameReader(link, new Frames(codec, 100_000), limits, inbound, open);
    }

    private FrameReader reader(
            Link link, int maxLength, Function<ByteBuffer, Message> decode, MemoryCap.Share memory, Login login) {
        FrameCodec codec = new FrameCodec() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public int overhead() {
                return 8;
            }

            @Override
            public FrameDecoder decoder(int length) {
                return decode::apply;
            }

            @Override
            public FrameEncoder encoder() {
                throw new AssertionError("a reader encodes nothing");
            }

            @Override
            public boolean statelessEncoder() {
                return false;
            }
        };
        Limit off = new Limit(Kind.FRAME_TIMEOUT, ConnectionSettings.OFF, System::nanoTime);
        ReadLimits limits = new ReadLimits(off, off, null, login, memory, turn);
        return new FrameReader(
                link, new Frames(codec, maxLength), limits, new ReaderInbound((c, message) -> {}), () -> true);
    }

    /** Says when it is idle, and does something where the reader waits until it is. */
    private record HandledInbound(BooleanSupplier idle, Runnable handled) implements Inbound {
        @Override
        public boolean accept(Connection connection, Message message) {
            return true;
        }

        @Override
        public boolean execute(Runnable task) {
            return false;
        }

        @Override
        public boolean isIdle() {
            return idle.getAsBoolean();
        }

        @Override
        public void finish() {}

        @Override
        public void awaitHandled() {
            handled.run();
        }

        @Override
        public void close() {}

        @Override
        public void awaitIdle() {}
    }
}
