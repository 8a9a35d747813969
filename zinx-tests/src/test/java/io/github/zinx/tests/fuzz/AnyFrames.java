package io.github.zinx.tests.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Message;
import io.github.zinx.ProtocolException;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.wire.FrameCheck;
import io.github.zinx.wire.FrameCodec;
import io.github.zinx.wire.FrameDecoder;
import io.github.zinx.wire.FrameEncoder;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Has a built-in layout decode any stream, in any pieces, under any limits, and fails unless each message comes just when
 * and just as {@link Reference} says, and encodes to the bytes it came from.
 */
final class AnyFrames {

    private final FrameCodec codec;

    AnyFrames(String layout) {
        codec = FrameCodec.named(layout);
    }

    void read(byte[] input) throws Exception {
        Memory.watch(() -> new Run(codec, new Choices(input)).toEnd());
    }

    private static final class Run {
        private final int limit;
        private final int limitOfOddIds;
        private final boolean checkedLate;
        private final int start;
        private final Cuts cuts;
        private final byte[] stream;
        private final ByteBuffer in;
        private final FrameDecoder decoder;
        private final FrameEncoder encoder;
        private final Reference reference;

        Run(FrameCodec codec, Choices choices) {
            limit = choices.oneOf(8 << 20, 0, 1, 20, 300, 4096, 1 << 30);
            limitOfOddIds = Math.min(limit, choices.oneOf(Integer.MAX_VALUE, 0, 3, 100));
            checkedLate = choices.flip();
            start = choices.oneOf(0, 5);
            cuts = Cuts.of(choices);
            stream = choices.stream(Layout.named(codec.name()));
            FrameCheck check = FrameCheck.lengths(this::limitOf);
            decoder = (checkedLate ? new CheckedByDefault(codec) : codec).decoder(limit, check);
            encoder = codec.encoder();
            reference = new Reference(codec.name(), stream, this::allows);
            byte[] bytes = new byte[start + stream.length + start];
            System.arraycopy(stream, 0, bytes, start, stream.length);
            in = ByteBuffer.wrap(bytes).position(start);
        }

        private int limitOf(int id) {
            return (id & 1) == 1 ? limitOfOddIds : limit;
        }

        private boolean allows(int id, long length) {
            return length <= limit && (checkedLate || length <= limitOf(id));
        }

        void toEnd() {
            int arrived = 0;
            boolean goesOn = decodeAll(arrived);
            while (goesOn && arrived < stream.length) {
                arrived += Math.min(stream.length - arrived, cuts.next());
                goesOn = decodeAll(arrived);
            }
        }

        /** Decodes all of which so much has arrived; false once something came that must not. */
        private boolean decodeAll(int arrived) {
            in.limit(start + arrived);
            while (true) {
                int from = reference.at();
                Message expected = reference.next(arrived);
                boolean refused = reference.refuses() || (expected != null && !allowsLate(expected));
                Message message;
                try {
                    message = decoder.decode(in);
                } catch (ProtocolException e) {
                    assertTrue(refused, e.getMessage());
                    return false;
                }
                assertTrue(!refused, "what must not come was let pass");
                assertEquals(start + reference.at(), in.position());
                assertEquals(start + arrived, in.limit());
                if (message == null || expected == null) {
                    assertEquals(expected, message);
                    return true;
                }
                Arrays.fill(in.array(), 0, in.position(), (byte) 77); // the message's array is its own
                assertEquals(expected, message);
                byte[] encoded = encoder.encode(message.id(), message.data());
                assertArrayEquals(Arrays.copyOfRange(stream, from, reference.at()), encoded);
            }
        }

        private boolean allowsLate(Message message) {
            return message.data().length <= limitOf(message.id());
        }
    }

    /** The same layout in the hands of somebody who has only written what must be written: checks come late. */
    private record CheckedByDefault(FrameCodec codec) implements FrameCodec {
        @Override
        public String name() {
            return codec.name();
        }

        @Override
        public int overhead() {
            return codec.overhead();
        }

        @Override
        public FrameDecoder decoder(int maxLength) {
            return codec.decoder(maxLength);
        }

        @Override
        public FrameEncoder encoder() {
            return codec.encoder();
        }
    }
}
