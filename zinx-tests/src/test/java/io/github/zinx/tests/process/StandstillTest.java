package io.github.zinx.tests.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.tests.support.Peers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The process stands still for longer than a limit, and its peers do not. */
@Timeout(120)
class StandstillTest {

    private static final Duration IDLE = Duration.ofSeconds(2);
    private static final Duration FRAME = Duration.ofMillis(500);
    private static final Duration RECOVERY = Duration.ofSeconds(1);
    private static final int PEERS = 100;

    @Test
    void P4_peersThatSpokeDuringAStandstillAreNotTakenForSilent() throws Exception {
        try (ChildServer server = ChildServer.start(
                        List.of(),
                        "-Dzinx.connection.idle-timeout=" + IDLE.toMillis() + "ms",
                        "-Dzinx.connection.frame-timeout=" + FRAME.toMillis() + "ms");
                Peers peers = new Peers();
                RawPeer silent = RawPeer.connect(server.port());
                RawPeer half = RawPeer.connect(server.port())) {
            for (int i = 0; i < PEERS; i++) {
                peers.add(RawPeer.connect(server.port()));
            }
            for (RawPeer peer : peers) {
                peer.ask(ChildServer.PING, "ping");
            }
            long asked = System.nanoTime();
            silent.ask(ChildServer.PING, "ping");
            server.pause();
            Duration used = Duration.ofNanos(System.nanoTime() - asked);
            long end;
            try {
                for (RawPeer peer : peers) {
                    peer.send(ChildServer.PING, "ping");
                }
                half.sendHalf(ChildServer.PING, new byte[10]);
                silent.expectNothing(IDLE.plusMillis(200));
            } finally {
                end = System.nanoTime();
                server.goOn();
            }
            // Whether readers or clocks were first would be luck; that clocks stood still, and then readers had time,
            // can be
            // seen.
            half.readToEnd();
            assertAtLeast(RECOVERY, since(end));
            silent.expectEnd();
            assertAtLeast(IDLE, used.plus(since(end)));
            for (RawPeer peer : peers) {
                peer.expect(ChildServer.PING, "pong");
            }
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static void assertAtLeast(Duration least, Duration found) {
        assertTrue(found.compareTo(least) >= 0, () -> found + " instead of " + least);
    }
}
