package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.Message;
import io.github.zinx.ProtocolException;
import io.github.zinx.wire.FrameCodec;
import io.github.zinx.wire.FrameDecoder;
import io.github.zinx.wire.FrameEncoder;
import io.github.zinx.wire.InPlaceDecoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages that the reader does not copy. */
class FrameReaderViewTest {

    private static final int SEEN = 2;

    private final FrameCodec codec = FrameCodec.named("ltv-le");
    private final FeedLink link = new FeedLink(20);
    private final List<Message> seen = new ArrayList<>();

    @Test
    void aMessageThatIsSeenIsNotCopied() throws Exception {
        FrameReader reader = reader(codec);
        for (int i = 0; i < 50; i++) {
            byte[] payload = new byte[i];
            Arrays.fill(payload, (byte) i);
            link.feed(codec.encoder().encode(SEEN, payload))
                    .feed(codec.encoder().encode(1, payload));
        }

        for (int i = 0; i < 50; i++) {
            byte[] payload = new byte[i];
            Arrays.fill(payload, (byte) i);
            assertSame(FrameReader.IN_PLACE, reader.next());
            reader.handOn(null, FrameReader.IN_PLACE);
            assertEquals(Message.of(SEEN, payload), seen.getLast());
            assertEquals(Message.of(1, payload), reader.next());
        }
        assertNull(reader.next());
        assertEquals(50, seen.size());
    }

    @ParameterizedTest
    @CsvSource({"-1, 4", "3, 4", "0, -1", "0, 5", "8, 0", "2147483647, 4", "0, 99"})
    void aPayloadOutsideOfItsFrameIsRefused(int at, int length) {
        link.feed(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        FrameReader reader = reader(new Fixed(at, length));
        ProtocolException refused = assertThrows(ProtocolException.class, reader::next);
        assertEquals("the codec found a payload that lies outside of its frame", refused.getMessage());
        assertEquals(List.of(), seen);
    }

    @Test
    void aMessageThatIsSeenIsAskedAboutToo() {
        link.feed(new byte[] {1, 2, 3, 4});
        FrameReader reader = reader(new Fixed(0, 101));
        ProtocolException refused = assertThrows(ProtocolException.class, reader::next);
        assertTrue(refused.getMessage().contains("101"), refused::getMessage);
    }

    private FrameReader reader(FrameCodec of) {
        Limit off = new Limit(Kind.FRAME_TIMEOUT, ConnectionSettings.OFF, System::nanoTime);
        ReadLimits limits = new ReadLimits(
                off, off, null, Login.none(), MemoryCap.none().share(), new ReaderTurn(() -> {}, System::nanoTime));
        return new FrameReader(link, new Frames(of, 100), limits, new SeeingInbound(), () -> true);
    }

    /** Frames of four bytes, whose payload is said to be just anywhere. */
    private record Fixed(int payloadAt, int payloadLength) implements FrameCodec, InPlaceDecoder {

        @Override
        public String name() {
            return "fixed";
        }

        @Override
        public int overhead() {
            return 4;
        }

        @Override
        public FrameDecoder decoder(int maxLength) {
            return this;
        }

        @Override
        public FrameEncoder encoder() {
            return (id, payload) -> payload;
        }

        @Override
        public boolean find(ByteBuffer in) {
            in.position(in.position() + 4);
            return true;
        }

        @Override
        public int id() {
            return SEEN;
        }
    }

    private final class SeeingInbound implements Inbound {

        @Override
        public boolean takesView(int id) {
            return id == SEEN;
        }

        @Override
        public boolean acceptView(Connection connection, int id, byte[] buffer, int from, int length) {
            return seen.add(Message.of(id, Arrays.copyOfRange(buffer, from, from + length)));
        }

        @Override
        public boolean accept(Connection connection, Message message) {
            return false;
        }

        @Override
        public boolean execute(Runnable task) {
            return false;
        }

        @Override
        public boolean isIdle() {
            return true;
        }

        @Override
        public void finish() {}

        @Override
        public void awaitHandled() {}

        @Override
        public void close() {}

        @Override
        public void awaitIdle() {}
    }
}
