package io.github.zinx.tests.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.RejectCause;
import io.github.zinx.server.Server;
import io.github.zinx.server.WhenFull;
import java.io.EOFException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** New connections are admitted at a limited rate; those that are there already do not feel it. */
final class ConnectionRateTest {

    private static final int PER_SECOND = 5;

    @Test
    void surplusIsClosedCountedAndServedLater() throws Exception {
        try (Server server = TestServer.start(
                config -> config.maxAcceptRate(PER_SECOND),
                s -> s.handle(1, request -> request.reply(request.data())))) {
            long begin = System.nanoTime();
            List<RawPeer> served = new ArrayList<>();
            try {
                int turnedAway = 0;
                while (served.size() < 2 * PER_SECOND) {
                    RawPeer peer = RawPeer.connect(server.port());
                    try {
                        peer.ask(1, "hello");
                        served.add(peer);
                    } catch (EOFException | SocketException e) {
                        peer.close();
                        turnedAway++;
                        assertTrue(served.size() >= PER_SECOND, "a second's worth comes at once");
                    }
                    assertTrue(
                            System.nanoTime() - begin < Duration.ofSeconds(20).toNanos());
                }
                long took = System.nanoTime() - begin;
                assertTrue(took >= Duration.ofSeconds(1).toNanos(), () -> "two seconds' worth in " + took + " ns");
                assertTrue(turnedAway > 0);
                assertEquals(turnedAway, server.stats().rejected(RejectCause.RATE));
                assertEquals(served.size(), server.stats().accepted());
                for (RawPeer peer : served) {
                    assertEquals("still here", peer.ask(1, "still here").text());
                }
            } finally {
                for (RawPeer peer : served) {
                    peer.close();
                }
            }
        }
    }

    @Test
    void surplusWaitsWhereItIsToldTo() throws Exception {
        try (Server server = TestServer.start(
                config -> config.maxAcceptRate(PER_SECOND).whenFull(WhenFull.WAIT),
                s -> s.handle(1, request -> request.reply(request.data())))) {
            long begin = System.nanoTime();
            List<RawPeer> crowd = new ArrayList<>();
            try {
                for (int i = 0; i < 2 * PER_SECOND; i++) {
                    RawPeer peer = RawPeer.connect(server.port());
                    crowd.add(peer);
                    peer.send(1, "I can wait");
                }
                for (RawPeer peer : crowd) {
                    assertEquals("I can wait", peer.receive().text());
                }
                assertTrue(System.nanoTime() - begin >= Duration.ofSeconds(1).toNanos());
                assertEquals(0, server.stats().rejected(RejectCause.RATE));
            } finally {
                for (RawPeer peer : crowd) {
                    peer.close();
                }
            }
        }
    }
}
