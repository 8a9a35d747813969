package io.github.zinx.tests.process;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.tests.support.Counts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A peer whose cable is pulled: no end of stream, no reset, no answer to anything. */
class DeadPeerTest {

    private static final Duration IDLE = Duration.ofMillis(Counts.of(600, 5000));

    /** Which nobody waits for in vain whose peer is dead. */
    private static final Duration DRAIN = Duration.ofMinutes(1);

    @Test
    void P4_peerBehindADroppedLinkIsFoundByTheIdleLimit() throws Exception {
        try (TwoHosts hosts = twoHosts();
                ChildServer server = ChildServer.start(
                        hosts.command(0),
                        "-Dzinx.server.host=" + TwoHosts.FIRST,
                        "-Dzinx.connection.idle-timeout=" + IDLE.toMillis() + "ms",
                        "-Dzinx.connection.drain-timeout=" + DRAIN.toMillis() + "ms");
                Child peer =
                        Child.start(hosts.command(1), List.of(), FarPeer.class, TwoHosts.FIRST, "" + server.port())) {
            assertEquals("pong", peer.read());
            hosts.dropLink();
            await().atMost(IDLE.multipliedBy(3).plusSeconds(1))
                    .until(() -> server.report().connections() == 0);
            assertEquals(1, server.ended(Kind.IDLE_TIMEOUT));
            assertTrue(server.logged("Exception") == 0, server::toString);
        }
    }

    private static TwoHosts twoHosts() {
        try {
            return TwoHosts.connected();
        } catch (IOException e) {
            return abort("two hosts cannot be played here: " + e.getMessage());
        }
    }
}
