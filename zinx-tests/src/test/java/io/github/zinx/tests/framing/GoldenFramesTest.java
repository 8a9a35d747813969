package io.github.zinx.tests.framing;

import io.github.zinx.Message;
import io.github.zinx.client.testkit.Inbox;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layouts byte for byte, as other implementations of the protocol write them. */
final class GoldenFramesTest {

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
        Inbox seen = new Inbox();
        try (Server server = TestServer.start(
                        config -> config.format(format),
                        s -> s.handle((int) id, request -> {
                            seen.handle(request);
                            request.reply(request.data());
                        }));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.writeHex(hex);
            peer.expectHex(hex);
            seen.expect(Message.of((int) id, text));
        }
    }

    @Test
    void lengthThenIdLittleEndianIsTheDefault() throws Exception {
        try (Server server = TestServer.start(s -> s.onStart(c -> c.send(2, "DoConnection BEGIN...")));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.expectHex("1500000002000000 446f436f6e6e656374696f6e20424547494e2e2e2e");
        }
    }
}
