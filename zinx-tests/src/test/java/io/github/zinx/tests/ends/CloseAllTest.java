package io.github.zinx.tests.ends;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.dispatch.Together;
import io.github.zinx.tests.support.Counts;
import java.io.EOFException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** All connections closed at once, again and again, while others come. */
final class CloseAllTest {

    private static final int VISITORS = 8;
    private static final int PLACES = 6;
    private static final int VISITS = Counts.of(100, 5000);

    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicInteger stops = new AtomicInteger();

    @Test
    void P5_closingAllWhileOthersComeKeepsThePlacesExact() throws Exception {
        try (Server server = TestServer.start(
                config -> config.maxConnections(PLACES).drainTimeout(Duration.ofMillis(200)),
                s -> s.onStart(connection -> starts.incrementAndGet())
                        .onStop((connection, reason) -> stops.incrementAndGet())
                        .handle(1, request -> request.reply("served")))) {
            closeAllWhileOthersCome(server);
            eventually().until(() -> server.connections().count() == 0 && starts.get() == stops.get());
            long reasons = server.stats().closed().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertEquals(server.stats().accepted(), reasons, "every connection has one reason");

            List<RawPeer> peers = new ArrayList<>();
            try {
                for (int i = 0; i < PLACES; i++) {
                    RawPeer peer = RawPeer.connect(server);
                    peers.add(peer);
                    assertEquals("served", peer.ask(1, "").text());
                }
                try (RawPeer surplus = RawPeer.connect(server)) {
                    surplus.expectDropped();
                }
                server.connections().closeAll();
                peers.forEach(RawPeer::expectEnd);
            } finally {
                peers.forEach(RawPeer::close);
            }
        }
    }

    private static void closeAllWhileOthersCome(Server server) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Together.run(2, side -> {
            if (side == 0) {
                while (!over.get()) {
                    server.connections().closeAll();
                    Thread.yield();
                }
                return;
            }
            try {
                Together.run(VISITORS, visitor -> {
                    for (int i = 0; i < VISITS; i++) {
                        visit(server);
                    }
                });
            } finally {
                over.set(true);
            }
        });
    }

    private static void visit(Server server) throws Exception {
        try (RawPeer peer = RawPeer.connect(server)) {
            peer.ask(1, "");
        } catch (EOFException | SocketException e) {
            // closed, or turned away
        }
    }
}
