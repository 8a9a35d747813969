package io.github.zinx.tests.framing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.zinx.Message;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Counts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * However a stream of frames is cut into writes, the same messages come out of it. Between two writes another
 * connection is asked something, so that the server has read the first piece before the next one arrives.
 */
final class B40_FragmentationTest {

    private static final Message FIRST = Message.of(1, "hello");
    private static final Message SECOND = Message.of(0x01020304, "a second one");

    @ParameterizedTest
    @EnumSource(Layout.class)
    void everySplitOfTwoFramesDecodesTheSame(Layout layout) throws Exception {
        byte[] both = frames(layout, List.of(FIRST, SECOND));
        try (Server server = echo(layout);
                RawPeer peer = RawPeer.connect(server.port(), layout);
                RawPeer clock = RawPeer.connect(server.port(), layout)) {
            for (int cut = 0; cut <= both.length; cut++) {
                peer.write(Arrays.copyOf(both, cut));
                clock.ask(9, "tick");
                peer.write(Arrays.copyOfRange(both, cut, both.length));
                assertEquals(FIRST, peer.receive(), "cut at " + cut);
                assertEquals(SECOND, peer.receive(), "cut at " + cut);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void twoFramesInPiecesOfEverySizeDecodeTheSame(Layout layout) throws Exception {
        byte[] both = frames(layout, List.of(FIRST, SECOND));
        try (Server server = echo(layout);
                RawPeer peer = RawPeer.connect(server.port(), layout);
                RawPeer clock = RawPeer.connect(server.port(), layout)) {
            for (int size = 1; size < both.length; size++) {
                for (int from = 0; from < both.length; from += size) {
                    peer.write(Arrays.copyOfRange(both, from, Math.min(both.length, from + size)));
                    clock.ask(9, "tick");
                }
                assertEquals(FIRST, peer.receive(), "pieces of " + size);
                assertEquals(SECOND, peer.receive(), "pieces of " + size);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void aThousandFramesInOneWriteAreAThousandMessages(Layout layout) throws Exception {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            messages.add(Message.of(i, "message " + i));
        }
        assertEchoed(layout, messages, frames(layout, messages));
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void fiveThousandEmptyFramesAreFiveThousandEmptyMessages(Layout layout) throws Exception {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            messages.add(Message.of(i, new byte[0]));
        }
        assertEchoed(layout, messages, frames(layout, messages));
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void payloadMayHoldEveryByteAndLookLikeFrames(Layout layout) throws Exception {
        byte[] everyByte = new byte[256];
        for (int i = 0; i < everyByte.length; i++) {
            everyByte[i] = (byte) i;
        }
        byte[] frames = frames(layout, List.of(FIRST, SECOND));
        byte[] illegalHeader = layout.header(1, -1);
        List<Message> messages = List.of(
                Message.of(1, everyByte),
                Message.of(2, frames),
                Message.of(3, illegalHeader),
                Message.of(4, new byte[4096]),
                FIRST);
        assertEchoed(layout, messages, frames(layout, messages));
    }

    /** Sizes around every size that a read buffer is likely to have. */
    @ParameterizedTest
    @EnumSource(Layout.class)
    void payloadsAroundPowersOfTwoArriveWhole(Layout layout) throws Exception {
        Random random = new Random(40);
        List<Message> messages = new ArrayList<>();
        for (int power = 16; power <= 4096; power *= 2) {
            for (int size = power - 9; size <= Math.min(power + 1, 4096); size++) {
                byte[] payload = new byte[size];
                random.nextBytes(payload);
                messages.add(Message.of(size, payload));
            }
        }
        try (Server server = echo(layout);
                RawPeer peer = RawPeer.connect(server.port(), layout)) {
            for (Message message : messages) {
                peer.send(message.id(), message.data());
                assertEquals(message, peer.receive());
            }
        }
        assertEchoed(layout, messages, frames(layout, messages));
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void randomSizesInRandomPiecesArriveWhole(Layout layout) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Server server = echo(layout);
                RawPeer peer = RawPeer.connect(server.port(), layout)) {
            for (int round = 0; round < Counts.of(20, 500); round++) {
                List<Message> messages = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    byte[] payload = new byte[random.nextInt(random.nextBoolean() ? 20 : 4097)];
                    random.nextBytes(payload);
                    messages.add(Message.of(random.nextInt(), payload));
                }
                byte[] stream = frames(layout, messages);
                for (int from = 0; from < stream.length; ) {
                    int to = Math.min(stream.length, from + 1 + random.nextInt(random.nextBoolean() ? 10 : 3000));
                    peer.write(Arrays.copyOfRange(stream, from, to));
                    from = to;
                }
                for (Message message : messages) {
                    Message back = peer.receive();
                    assertEquals(message.id(), back.id(), "seed " + seed);
                    assertArrayEquals(message.data(), back.data(), "seed " + seed);
                }
            }
        }
    }

    private static void assertEchoed(Layout layout, List<Message> messages, byte[] inOneWrite) throws IOException {
        try (Server server = echo(layout);
                RawPeer peer = RawPeer.connect(server.port(), layout)) {
            peer.write(inOneWrite);
            for (Message message : messages) {
                assertEquals(message, peer.receive());
            }
        }
    }

    private static Server echo(Layout layout) throws IOException {
        return TestServer.start(
                config -> config.format(layout.format()), s -> s.unknown(request -> request.reply(request.data())));
    }

    private static byte[] frames(Layout layout, List<Message> messages) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        messages.forEach(message -> stream.writeBytes(layout.frame(message.id(), message.data())));
        return stream.toByteArray();
    }
}
