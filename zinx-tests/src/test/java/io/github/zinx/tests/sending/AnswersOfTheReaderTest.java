package io.github.zinx.tests.sending;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Message;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import io.github.zinx.tests.support.Mode;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Readers that run handlers write answers themselves: over sockets, with peers that do not read, reset, or send much at a time. */
@Timeout(60)
@ParameterizedClass
@EnumSource(
        value = Mode.class,
        names = {"POOL", "READER"})
class AnswersOfTheReaderTest {

    private static final int ECHO = 1;
    private static final int LARGE = 2;
    private static final int LENGTH = 50 * 1024;

    @Parameter
    private Mode mode;

    @Test
    void aPeerThatDoesNotReadGetsEverythingInOrderOnceItDoes() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        int count = 15;
        try (Server server = server(s -> s.handle(LARGE, request -> {
                    byte[] answer = new byte[LENGTH];
                    new Random(request.data()[0]).nextBytes(answer);
                    request.reply(answer);
                    handled.incrementAndGet();
                }));
                RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 8 * 1024)) {
            untilTheReaderWrites(peer);
            for (int i = 1; i <= count; i++) {
                peer.send(LARGE, new byte[] {(byte) i});
                int now = i;
                await().until(() -> handled.get() == now); // the reader does not wait for the peer
            }
            for (int i = 1; i <= count; i++) {
                byte[] expected = new byte[LENGTH];
                new Random(i).nextBytes(expected);
                peer.expect(LARGE, expected);
            }
            assertEquals("and on", peer.ask(ECHO, "and on").text());
        }
    }

    @Test
    void burstsOfAnyLengthAreAnsweredInOrder() throws Exception {
        try (Server server = server(s -> {});
                RawPeer peer = RawPeer.connect(server)) {
            Random random = new Random(7);
            for (int round = 0; round < 500; round++) {
                int burst = random.nextInt(3) == 0 ? 1 + random.nextInt(30) : 1;
                ByteArrayOutputStream frames = new ByteArrayOutputStream();
                for (int i = 0; i < burst; i++) {
                    frames.writeBytes(Layout.LTV_LE.frame(ECHO, round + "." + i));
                }
                peer.write(frames.toByteArray());
                for (int i = 0; i < burst; i++) {
                    peer.expect(ECHO, round + "." + i);
                }
            }
        }
    }

    @Test
    void aHandlerThatLeavesItsThreadInterruptedHasItsAnswerWritten() throws Exception {
        try (Server server = server(s -> s.handle(LARGE, request -> {
                    Thread.currentThread().interrupt();
                    assertTrue(request.connection().trySend(LARGE, request.data()));
                }));
                RawPeer peer = RawPeer.connect(server)) {
            untilTheReaderWrites(peer);
            for (int i = 0; i < 20; i++) {
                assertEquals("text " + i, peer.ask(LARGE, "text " + i).text());
            }
        }
    }

    @Test
    void peersThatResetWhileTheyAreAnsweredEndAlone() throws Exception {
        List<Kind> ends = new CopyOnWriteArrayList<>();
        try (Server server = server(s -> s.onStop((connection, reason) -> ends.add(reason.kind())));
                RawPeer other = RawPeer.connect(server)) {
            for (int i = 0; i < 50; i++) {
                RawPeer peer = RawPeer.connect(server);
                peer.ask(ECHO, "hello");
                peer.send(ECHO, "and never mind");
                peer.reset();
                assertEquals("still " + i, other.ask(ECHO, "still " + i).text());
            }
            await().until(() -> ends.size() == 50);
            await().until(() -> server.connections().count() == 1);
            assertEquals("at the end", other.ask(ECHO, "at the end").text());
        }
    }

    private interface Setting {
        void on(Server server);
    }

    private Server server(Setting setting) throws Exception {
        return TestServer.start(
                (ServerConfig.Builder config) -> mode.set(config).maxFrameLength(LENGTH), s -> {
                    s.handle(ECHO, request -> request.reply(request.data()));
                    setting.on(s);
                });
    }

    /** The writer that every connection begins with has gone after the first few. */
    private static void untilTheReaderWrites(RawPeer peer) throws Exception {
        for (int i = 0; i < 40; i++) {
            Message answer = peer.ask(ECHO, "text " + i);
            assertEquals("text " + i, answer.text());
        }
    }
}
