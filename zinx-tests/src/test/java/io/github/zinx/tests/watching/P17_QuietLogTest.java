package io.github.zinx.tests.watching;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerStats;
import io.github.zinx.tests.support.Counts;
import io.github.zinx.tests.support.Logged;
import io.github.zinx.tests.support.Mode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer cannot flood the log, nor get a byte of its payload into it. */
@Timeout(120)
final class P17_QuietLogTest {

    private static final int BAD_FRAMES = Counts.of(2_000, 10_000);
    private static final int MOST_LINES = 50;
    private static final String PAYLOAD = "XyzzyPlugh";
    private static final int FAILING = 300;

    @ParameterizedTest
    @EnumSource(value = Mode.class, names = "POOL_OF_PLATFORM_THREADS", mode = EnumSource.Mode.EXCLUDE)
    void badFramesLeaveFewLinesAndNoPayload(Mode mode) throws Exception {
        byte[] payload = PAYLOAD.getBytes(StandardCharsets.UTF_8);
        ServerStats stats;
        String text;
        try (Logged logged = Logged.begin()) {
            Server server = TestServer.start(
                    mode::set,
                    s -> s.handle(1, request -> {
                        throw new IllegalStateException(
                                "thrown by hand"); // with a stack, and without what it was about
                    }));
            try (server) {
                try (RawPeer peer = RawPeer.connect(server.port())) {
                    for (int i = 0; i < FAILING; i++) {
                        peer.send(i % 3 == 0 ? 2 : 1, payload);
                    }
                    eventually().until(() -> server.stats().messagesHandled() == FAILING);
                }
                for (int i = 0; i < BAD_FRAMES; i++) {
                    try (RawPeer peer = RawPeer.connect(server.port())) {
                        peer.write(badFrame(i, payload));
                        peer.halfClose();
                        peer.readToEnd();
                    }
                }
                eventually().until(() -> server.stats().closed(Kind.ILLEGAL_FRAME) == BAD_FRAMES);
            }
            stats = server.stats();
            text = logged.text();
        }

        long warnings = text.lines().filter(line -> line.contains(" WARN ")).count();
        assertTrue(warnings > 0 && warnings <= MOST_LINES, () -> warnings + " lines");
        long told = stats.closed(Kind.ILLEGAL_FRAME) + stats.handlerFailures();
        assertEquals(told, warnings + stats.allLogLinesSuppressed(), "what is not logged is counted");
        assertEquals(2, stats.logLinesSuppressed().size(), stats.logLinesSuppressed()::toString);
        assertFalse(text.contains(PAYLOAD), "payload as text");
        assertFalse(
                text.toLowerCase(java.util.Locale.ROOT).contains(HexFormat.of().formatHex(payload)), "payload in hex");
        assertFalse(text.contains("88, 121, 122, 122, 121"), "payload as an array");
    }

    /** Announces too much, or breaks off inside the header or the payload; and payload wherever there is room for it. */
    private static byte[] badFrame(int number, byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        switch (number % 4) {
            case 0 -> bytes.writeBytes(Layout.LTV_LE.header(1, -1));
            case 1 -> bytes.writeBytes(Layout.LTV_LE.header(1, 5000));
            case 2 -> bytes.writeBytes(Layout.LTV_LE.header(1, 100));
            default -> {
                bytes.writeBytes(payload);
                bytes.write(0xFF);
                return bytes.toByteArray(); // the payload itself is a header that announces gigabytes
            }
        }
        bytes.writeBytes(payload);
        return bytes.toByteArray();
    }
}
