package io.github.zinx.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that sends faster than is read leaves no read of its connection anything to wait for. */
@Timeout(60)
class FloodOnOneCarrierTest {

    private static final int QUESTIONS = 40;
    private static final int AT_A_TIME = 2000;

    /** What another connection's question may take, on a machine that has other things to do, too. */
    private static final Duration SOON = Duration.ofSeconds(5);

    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void anotherConnectionIsServedMeanwhile(int workers) throws Exception {
        try (ChildServer server = ChildServer.start(
                        List.of(),
                        "-Djdk.virtualThreadScheduler.parallelism=1",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=1",
                        "-Dzinx.workers.count=" + workers);
                RawPeer flooding = RawPeer.connect(server.port());
                RawPeer second = RawPeer.connect(server.port());
                RawPeer other = RawPeer.connect(server.port())) {
            for (RawPeer peer : List.of(flooding, second, other)) {
                peer.timeout(SOON);
                assertEquals("pong", peer.ask(ChildServer.PING, "ping").text());
            }
            AtomicLong sent = new AtomicLong();
            Thread flood = flood(flooding, sent);
            Thread alike = flood(second, new AtomicLong());
            for (int i = 0; i < QUESTIONS; i++) {
                assertEquals("pong", other.ask(ChildServer.PING, "ping").text());
            }
            long atFirst = sent.get();
            while (sent.get() - atFirst < 10L * AT_A_TIME && flood.isAlive()) {
                assertEquals("pong", other.ask(ChildServer.PING, "ping").text());
            }
            assertTrue(flood.isAlive() && alike.isAlive(), server::toString);
        }
    }

    /** Until the connection is closed. */
    private static Thread flood(RawPeer peer, AtomicLong sent) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < AT_A_TIME; i++) {
            frames.writeBytes(Layout.LTV_LE.frame(ChildServer.IGNORED, new byte[56]));
        }
        byte[] bytes = frames.toByteArray();
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    peer.socket().getOutputStream().write(bytes);
                    sent.addAndGet(AT_A_TIME);
                }
            } catch (IOException e) {
                // it is closed
            }
        });
    }
}
