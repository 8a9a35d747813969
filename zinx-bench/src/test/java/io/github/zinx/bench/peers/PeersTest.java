package io.github.zinx.bench.peers;

import static io.github.zinx.bench.peers.PeerConnection.frame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every peer, in a process of its own, does what the load generator and the runner rely on. */
@ParameterizedClass
@MethodSource("names")
class PeersTest {

    private static final int ECHO = 1;
    private static final int BROADCAST = 2;
    private static final int BURN = 3;

    @Parameter
    String name;

    private static PeerProcess peer;
    private static int port;

    private final Random random = new Random(9);

    static List<String> names() {
        return Peers.names();
    }

    @BeforeParameterizedClassInvocation
    static void start(String name) throws Exception {
        peer = PeerProcess.start(name, "--port", "0");
        port = Integer.parseInt(peer.read("READY"));
        assertFalse(peer.read("FLAGS").isBlank());
    }

    @AfterParameterizedClassInvocation
    static void endsWhenToldToAndHasSaidNothingElse() throws Exception {
        try (PeerProcess told = peer) {
            told.say("quit");
            assertEquals(0, told.exitCode());
            assertTrue(told.hasSaidAll());
        }
    }

    @Test
    void answersEveryMessageWithItself() throws Exception {
        try (var connection = new PeerConnection(port)) {
            for (int length : new int[] {0, 1, 32, 504, 505, 4096, 65_536, 1 << 20}) {
                byte[] message = frame(ECHO, bytes(length));
                connection.write(message);
                assertArrayEquals(message, connection.read(message.length), length + " bytes");
            }
        }
    }

    @Test
    void answersInOrderWhatComesTogether() throws Exception {
        var all = new ByteArrayOutputStream();
        for (int i = 0; i < 500; i++) {
            byte[] payload = bytes(random.nextInt(200));
            all.writeBytes(i % 5 == 4 ? frame(BURN, burning(10, payload)) : frame(ECHO, payload));
        }
        try (var connection = new PeerConnection(port)) {
            connection.write(all.toByteArray());
            assertArrayEquals(all.toByteArray(), connection.read(all.size()));
        }
    }

    @Test
    void takesFramesInPieces() throws Exception {
        byte[] message = frame(ECHO, bytes(700));
        try (var connection = new PeerConnection(port)) {
            for (int cut : new int[] {1, 4, 8, 9, 699}) {
                byte[] before = frame(ECHO, bytes(20));
                connection.write(join(before, Arrays.copyOf(message, cut)));
                assertArrayEquals(before, connection.read(before.length)); // so the first part has been read
                connection.write(Arrays.copyOfRange(message, cut, message.length));
                assertArrayEquals(message, connection.read(message.length), "cut at " + cut);
            }
        }
    }

    @Test
    void sendsABroadcastToAll() throws Exception {
        try (var first = new PeerConnection(port);
                var second = new PeerConnection(port);
                var third = new PeerConnection(port)) {
            List<PeerConnection> members = List.of(first, second, third);
            for (PeerConnection member : members) {
                member.write(frame(ECHO, new byte[1])); // whoever has an answer is one of the members
                member.read(9);
            }
            byte[] message = frame(BROADCAST, bytes(32));
            byte[] echo = frame(ECHO, bytes(40));
            second.write(join(message, echo, message));
            assertArrayEquals(join(message, echo, message), second.read(2 * message.length + echo.length));
            assertArrayEquals(join(message, message), first.read(2 * message.length));
            assertArrayEquals(join(message, message), third.read(2 * message.length));
        }
    }

    @Test
    void servesOthersWhenOneHasGone() throws Exception {
        try (var stays = new PeerConnection(port)) {
            try (var goes = new PeerConnection(port)) {
                goes.write(frame(ECHO, new byte[1]));
                goes.read(9);
                goes.write(new byte[] {9, 0, 0}); // and goes in the middle of a frame
            }
            byte[] message = frame(ECHO, bytes(32));
            stays.write(message);
            assertArrayEquals(message, stays.read(message.length));
        }
    }

    @Test
    void burnsCpuAsLongAsItIsTold() throws Exception {
        Duration before = peer.cpu();
        byte[] message = frame(BURN, burning(400_000, bytes(16)));
        try (var connection = new PeerConnection(port)) {
            connection.write(message);
            assertArrayEquals(message, connection.read(message.length));
        }
        Duration used = peer.cpu().minus(before);
        assertTrue(used.toMillis() >= 200, used.toMillis() + " ms of CPU where 400 were asked for");
    }

    @Test
    void tellsItsHeapAndItsFlags() throws Exception {
        peer.say("heap");
        assertTrue(Long.parseLong(peer.read("HEAP")) > 100_000);
        peer.say("flags");
        assertFalse(peer.read("FLAGS").isBlank());
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] burning(int micros, byte[] rest) {
        return join(
                ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(micros)
                        .array(),
                rest);
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
