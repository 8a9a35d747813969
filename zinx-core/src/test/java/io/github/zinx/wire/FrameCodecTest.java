package io.github.zinx.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Message;
import io.github.zinx.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FrameCodecTest {

    private static final int LIMIT = 4096;

    static Stream<FrameCodec> layouts() {
        return FrameCodec.names().stream().map(FrameCodec::named);
    }

    static Stream<Arguments> refusedLengths() {
        return layouts()
                .flatMap(codec -> Stream.of(LIMIT + 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF8, 0xFFFFFFFF)
                        .map(length -> Arguments.of(codec, length)));
    }

    // ---- golden frames ----

    @ParameterizedTest
    @MethodSource("layouts")
    void inPlaceFramesAreTheSameBytesAndTouchNoOthers(FrameCodec codec) {
        InPlaceEncoder encoder = assertInstanceOf(InPlaceEncoder.class, codec.encoder());
        for (int length : new int[] {0, 1, 31, LIMIT}) {
            byte[] payload = new byte[length];
            Arrays.fill(payload, (byte) 3);
            byte[] frame = encoder.encode(258, payload);
            assertEquals(frame.length, encoder.size(length));
            byte[] into = new byte[frame.length + 10];
            Arrays.fill(into, (byte) 9);
            byte[] array = new byte[length + 8];
            Arrays.fill(array, 3, 3 + length, (byte) 3);
            encoder.encode(258, array, 3, length, into, 7);
            assertArrayEquals(frame, Arrays.copyOfRange(into, 7, 7 + frame.length));
            for (int i = 0; i < 10; i++) {
                assertEquals(9, into[i < 7 ? i : frame.length + i]);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tlv-le, 1, hello, 01 00 00 00 05 00 00 00 68 65 6c 6c 6f",
        "ltv-le, 1, hello, 05 00 00 00 01 00 00 00 68 65 6c 6c 6f",
        "tlv-be, 1, hello, 00 00 00 01 00 00 00 05 68 65 6c 6c 6f",
        "tlv-le, 0, '', 00 00 00 00 00 00 00 00",
        "ltv-le, 258, a, 01 00 00 00 02 01 00 00 61",
        "tlv-be, 258, a, 00 00 01 02 00 00 00 01 61",
        "tlv-le, 2147483648, a, 00 00 00 80 01 00 00 00 61",
        "ltv-le, 4294967295, a, 01 00 00 00 ff ff ff ff 61",
        "tlv-be, 4294967294, a, ff ff ff fe 00 00 00 01 61"
    })
    void framesAreTheseBytes(String layout, String id, String text, String bytes) {
        FrameCodec codec = FrameCodec.named(layout);
        byte[] frame = HexFormat.ofDelimiter(" ").parseHex(bytes);
        Message message = Message.of(Integer.parseUnsignedInt(id), text);
        assertArrayEquals(frame, codec.encoder().encode(message.id(), message.data()));
        ByteBuffer in = ByteBuffer.wrap(frame);
        assertEquals(message, codec.decoder(LIMIT).decode(in));
        assertEquals(0, in.remaining());
    }

    // ---- frames in pieces ----

    @ParameterizedTest
    @MethodSource("layouts")
    void everySplitPointGivesTheSameMessages(FrameCodec codec) {
        byte[] all = joined(codec, Message.of(1, "first"), Message.of(0, ""), Message.of(-1, "third"));
        for (int split = 0; split <= all.length; split++) {
            FrameDecoder decoder = codec.decoder(LIMIT);
            ByteBuffer in = ByteBuffer.allocate(100).put(all, 0, split).flip();
            List<Message> got = new ArrayList<>(drain(decoder, in));
            in.compact().put(all, split, all.length - split).flip();
            got.addAll(drain(decoder, in));
            assertEquals(List.of(Message.of(1, "first"), Message.of(0, ""), Message.of(-1, "third")), got);
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void incompleteFrameLeavesThePositionAlone(FrameCodec codec) {
        byte[] frame = joined(codec, Message.of(7, "hello"));
        FrameDecoder decoder = codec.decoder(LIMIT);
        ByteBuffer in = ByteBuffer.allocate(100).position(9);
        for (int arrived = 0; arrived < frame.length; arrived++) {
            in.put(9, frame, 0, arrived).position(9).limit(9 + arrived);
            assertNull(decoder.decode(in));
            assertEquals(9, in.position());
            in.clear();
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void randomMessagesInRandomChunksComeOutAsTheyWentIn(FrameCodec codec) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Message> sent = Stream.generate(() -> {
                    byte[] data = new byte[random.nextInt(LIMIT + 1)];
                    random.nextBytes(data);
                    return Message.of(random.nextInt(), data);
                })
                .limit(200)
                .toList();
        byte[] all = joined(codec, sent.toArray(Message[]::new));
        FrameDecoder decoder = codec.decoder(LIMIT);
        ByteBuffer in = ByteBuffer.allocate(2 * LIMIT).flip();
        List<Message> got = new ArrayList<>();
        for (int at = 0; at < all.length; ) {
            in.compact();
            int count = Math.min(Math.min(in.remaining(), all.length - at), 1 + random.nextInt(3000));
            in.put(all, at, count).flip();
            at += count;
            got.addAll(drain(decoder, in));
        }
        assertEquals(sent, got, "seed " + seed);
    }

    // ---- the limit ----

    @ParameterizedTest
    @MethodSource("layouts")
    void payloadsUpToTheLimitAreAccepted(FrameCodec codec) {
        for (int length : new int[] {0, 1, LIMIT - 1, LIMIT}) {
            byte[] frame = codec.encoder().encode(1, new byte[length]);
            assertEquals(length + codec.overhead(), frame.length);
            assertEquals(
                    length, codec.decoder(LIMIT).decode(ByteBuffer.wrap(frame)).data().length);
        }
    }

    @ParameterizedTest
    @MethodSource("refusedLengths")
    void longerOnesAreRefusedByTheirHeaderAlone(FrameCodec codec, int length) {
        ProtocolException e = assertThrows(
                ProtocolException.class, () -> codec.decoder(LIMIT).decode(ByteBuffer.wrap(header(codec, length))));
        assertEquals(
                "message 0 announces a payload of " + Integer.toUnsignedString(length) + " bytes; the limit is 4096",
                e.getMessage());
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void someIdsMayHaveAShorterLimitThatTheirHeaderAloneIsHeldTo(FrameCodec codec) {
        FrameDecoder decoder = codec.decoder(LIMIT, FrameCheck.lengths(id -> id == 0 ? 3 : Integer.MAX_VALUE));
        assertEquals(
                "abc", decoder.decode(ByteBuffer.wrap(frame(codec, 0, "abc"))).text());
        assertEquals(
                "abcd", decoder.decode(ByteBuffer.wrap(frame(codec, 2, "abcd"))).text());
        byte[] header = header(codec, 4);
        ProtocolException e =
                assertThrows(ProtocolException.class, () -> decoder.decode(ByteBuffer.wrap(header, 0, 8)));
        assertEquals("message 0 announces a payload of 4 bytes; the limit is 3", e.getMessage());
        byte[] other = codec.encoder().encode(2, new byte[LIMIT + 1]);
        assertThrows(ProtocolException.class, () -> decoder.decode(ByteBuffer.wrap(other)));
    }

    @Test
    void aCodecThatKnowsNoShorterLimitsIsHeldToThemOnceAMessageIsComplete() {
        FrameCodec usual = FrameCodec.named("ltv-le");
        FrameCodec plain = new FrameCodec() {
            @Override
            public String name() {
                return usual.name();
            }

            @Override
            public int overhead() {
                return usual.overhead();
            }

            @Override
            public FrameDecoder decoder(int maxLength) {
                return usual.decoder(maxLength);
            }

            @Override
            public FrameEncoder encoder() {
                return usual.encoder();
            }
        };
        AtomicInteger limit = new AtomicInteger(3);
        FrameDecoder decoder = plain.decoder(LIMIT, FrameCheck.lengths(id -> limit.get()));
        assertNull(decoder.decode(ByteBuffer.wrap(header(plain, 4))));
        byte[] frame = frame(plain, 1, "abcd");
        assertThrows(ProtocolException.class, () -> decoder.decode(ByteBuffer.wrap(frame)));
        limit.set(4);
        assertEquals("abcd", decoder.decode(ByteBuffer.wrap(frame)).text());
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void nothingIsAllocatedForALengthThatIsOnlyAnnounced(FrameCodec codec) {
        // Far more than this process could have: one allocation would be an OutOfMemoryError.
        FrameDecoder decoder = codec.decoder(Integer.MAX_VALUE);
        ByteBuffer in = ByteBuffer.wrap(header(codec, Integer.MAX_VALUE));
        for (int i = 0; i < 1000; i++) {
            assertNull(decoder.decode(in));
        }
        assertEquals(0, in.position());
        assertThrows(ProtocolException.class, () -> decoder.decode(ByteBuffer.wrap(header(codec, 0x80000000))));
    }

    // ---- arrays ----

    @ParameterizedTest
    @MethodSource("layouts")
    void arraysAreNotShared(FrameCodec codec) {
        byte[] payload = "hello".getBytes(StandardCharsets.UTF_8);
        FrameEncoder encoder = codec.encoder();
        byte[] frame = encoder.encode(1, payload);
        assertNotSame(frame, encoder.encode(1, payload));
        Message message = codec.decoder(LIMIT).decode(ByteBuffer.wrap(frame));
        frame[8] = 'X';
        payload[1] = 'X';
        assertEquals("hello", message.text());
    }

    // ---- what may come ----

    @ParameterizedTest
    @MethodSource("layouts")
    void everyFrameIsCheckedBeforeItHasCome(FrameCodec codec) {
        List<String> checked = new ArrayList<>();
        FrameDecoder decoder = codec.decoder(LIMIT, (id, length) -> {
            checked.add(Integer.toUnsignedString(id) + ":" + length);
            if (length > 3) {
                throw new ProtocolException("too long for now");
            }
        });
        byte[] good = codec.encoder().encode(-1, new byte[3]);

        assertEquals(List.of(Message.of(-1, new byte[3])), drain(decoder, ByteBuffer.wrap(good)));
        assertEquals("4294967295:3", checked.getFirst());
        ByteBuffer announced = ByteBuffer.wrap(header(codec, 4));
        assertEquals(
                "too long for now",
                assertThrows(ProtocolException.class, () -> decoder.decode(announced))
                        .getMessage());
        int asked = checked.size();
        assertThrows(ProtocolException.class, () -> decoder.decode(ByteBuffer.wrap(header(codec, -1))));
        assertThrows(ProtocolException.class, () -> decoder.decode(ByteBuffer.wrap(header(codec, LIMIT + 1))));
        assertEquals(asked, checked.size(), "what is over the limit is not asked about");
    }

    @Test
    void codecThatKnowsOfNoChecksIsCheckedAfterwards() {
        FrameCodec plain = FrameCodec.named("ltv-le");
        FrameCodec own = new FrameCodec() {
            @Override
            public String name() {
                return "own";
            }

            @Override
            public int overhead() {
                return plain.overhead();
            }

            @Override
            public FrameDecoder decoder(int maxLength) {
                return plain.decoder(maxLength);
            }

            @Override
            public FrameEncoder encoder() {
                return plain.encoder();
            }
        };
        FrameDecoder decoder = own.decoder(LIMIT, (id, length) -> {
            if (id == 7) {
                throw new ProtocolException("not seven");
            }
        });

        assertNull(decoder.decode(ByteBuffer.wrap(header(plain, 5))), "it has not come yet");
        Message eight = Message.of(8, "x");
        assertEquals(eight, decoder.decode(ByteBuffer.wrap(plain.encoder().encode(8, eight.data()))));
        ByteBuffer seven = ByteBuffer.wrap(plain.encoder().encode(7, new byte[1]));
        assertThrows(ProtocolException.class, () -> decoder.decode(seven));
    }

    // ---- names ----

    @Test
    void namesAreTheThreeLayoutsTheDefaultFirst() {
        assertEquals(List.of("ltv-le", "tlv-le", "tlv-be"), FrameCodec.names());
        for (String name : FrameCodec.names()) {
            assertEquals(name, FrameCodec.named(name).name());
            assertEquals(8, FrameCodec.named(name).overhead());
            assertTrue(FrameCodec.named(name).statelessEncoder());
        }
    }

    @ParameterizedTest
    @CsvSource({"tlv", "LTV-LE", "''"})
    void unknownNameIsRefusedWithTheKnownOnes(String name) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> FrameCodec.named(name));
        assertEquals("no wire layout is called '" + name + "'; there are ltv-le, tlv-le, tlv-be", e.getMessage());
    }

    private static List<Message> drain(FrameDecoder decoder, ByteBuffer in) {
        return Stream.generate(() -> decoder.decode(in))
                .takeWhile(message -> message != null)
                .toList();
    }

    private static byte[] joined(FrameCodec codec, Message... messages) {
        ByteBuffer all = ByteBuffer.allocate(Stream.of(messages)
                .mapToInt(m -> m.data().length + codec.overhead())
                .sum());
        for (Message message : messages) {
            all.put(codec.encoder().encode(message.id(), message.data()));
        }
        return all.array();
    }

    /** The header that announces this length. */
    private static byte[] frame(FrameCodec codec, int id, String text) {
        return codec.encoder().encode(id, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] header(FrameCodec codec, int length) {
        byte[] header = codec.encoder().encode(0, new byte[0]);
        ByteBuffer bytes = ByteBuffer.wrap(header);
        switch (codec.name()) {
            case "ltv-le" -> bytes.putInt(0, Integer.reverseBytes(length));
            case "tlv-le" -> bytes.putInt(4, Integer.reverseBytes(length));
            default -> bytes.putInt(4, length);
        }
        return header;
    }
}
