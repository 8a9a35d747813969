package io.github.zinx.tests.process;

import io.github.zinx.client.testkit.RawPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The process stands still for longer than a limit, and its peers do not. */
@Timeout(120)
class StandstillTest {

    private static final Duration IDLE = Duration.ofSeconds(2);
    private static final int PEERS = 100;

    @Test
    void P4_peersThatSpokeDuringAStandstillAreNotTakenForSilent() throws Exception {
        List<RawPeer> peers = new ArrayList<>();
        try (ChildServer server =
                ChildServer.start(List.of(), "-Dzinx.connection.idle-timeout=" + IDLE.toMillis() + "ms")) {
            for (int i = 0; i < PEERS; i++) {
                peers.add(RawPeer.connect(server.port()));
            }
            for (RawPeer peer : peers) {
                peer.ask(ChildServer.PING, "ping");
            }
            server.pause();
            try {
                for (RawPeer peer : peers) {
                    peer.send(ChildServer.PING, "ping");
                }
                peers.getFirst().expectNothing(IDLE.plusSeconds(1));
            } finally {
                server.goOn();
            }
            for (RawPeer peer : peers) {
                peer.expect(ChildServer.PING, "pong");
            }
        } finally {
            peers.forEach(RawPeer::close);
        }
    }
}
