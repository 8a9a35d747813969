package io.github.zinx.tests.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.zinx.Message;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.RawPeer;
import io.github.zinx.tests.support.TestServer;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layouts byte for byte, as other implementations of the protocol write them. */
final class GoldenFramesTest {

    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "ltv-le, 050000000100000068656c6c6f, 1,          hello",
        "tlv-le, 010000000500000068656c6c6f, 1,          hello",
        "tlv-be, 000000010000000568656c6c6f, 1,          hello",
        "ltv-le, 0000000000000000,           0,          ''",
        "tlv-le, 0000000000000000,           0,          ''",
        "tlv-be, 0000000000000000,           0,          ''",
        "ltv-le, 020000000403020168 69,      16909060,   hi",
        "tlv-le, 040302010200000068 69,      16909060,   hi",
        "tlv-be, 010203040000000268 69,      16909060,   hi",
        "ltv-le, 01000000ffffffff21,         4294967295, !",
        "tlv-le, ffffffff0100000021,         4294967295, !",
        "tlv-be, ffffffff0000000121,         4294967295, !",
    })
    void frameIsReadAndWrittenByteForByte(String format, String hex, long id, String text) throws Exception {
        byte[] frame = HEX.parseHex(hex.replace(" ", ""));
        BlockingQueue<Message> seen = new LinkedBlockingQueue<>();
        try (Server server = TestServer.start(
                        config -> config.format(format),
                        s -> s.handle((int) id, request -> {
                            seen.add(request.message());
                            request.reply(request.data());
                        }));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.write(frame);
            assertEquals(HEX.formatHex(frame), HEX.formatHex(read(peer, frame.length)));
            assertEquals(Message.of((int) id, text), seen.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void lengthThenIdLittleEndianIsTheDefault() throws Exception {
        try (Server server = TestServer.start(s -> s.onStart(c -> c.send(2, "DoConnection BEGIN...")));
                RawPeer peer = RawPeer.connect(server.port())) {
            assertEquals(
                    "1500000002000000446f436f6e6e656374696f6e20424547494e2e2e2e", HEX.formatHex(read(peer, 8 + 21)));
        }
    }

    private static byte[] read(RawPeer peer, int count) throws IOException {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            int next = peer.read();
            assertEquals(true, next >= 0, "the stream ended after " + i + " of " + count + " bytes");
            bytes[i] = (byte) next;
        }
        return bytes;
    }
}
