package io.github.zinx.tests.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The table of handlers may grow at any time. */
final class B26_RoutesWhileServingTest {

    private static final int ROUTES = 100_000;
    private static final int ADDERS = 4;
    private static final int PEERS = 50;

    @Test
    void routesAddedWhileServingDisturbNobodyAndWork() throws Exception {
        AtomicInteger adding = new AtomicInteger(ADDERS);
        CountDownLatch ready = new CountDownLatch(ADDERS);
        try (Server server = TestServer.start(s -> s.handle(0, request -> request.reply("ping")))) {
            Together.run(ADDERS + PEERS, part -> {
                if (part < ADDERS) {
                    ready.countDown();
                    ready.await();
                    for (int id = 1 + part; id <= ROUTES; id += ADDERS) {
                        String answer = "route " + id;
                        server.handle(id, request -> request.reply(answer));
                    }
                    adding.decrementAndGet();
                } else {
                    try (RawPeer peer = RawPeer.connect(server.port())) {
                        do {
                            assertEquals("ping", peer.ask(0, "").text());
                        } while (adding.get() > 0);
                    }
                }
            });
            try (RawPeer peer = RawPeer.connect(server.port())) {
                for (int id = 1; id <= ROUTES; id += 499) {
                    assertEquals("route " + id, peer.ask(id, "").text());
                }
            }
            for (int id = 0; id <= ROUTES; id++) {
                int there = id;
                assertThrows(IllegalStateException.class, () -> server.handle(there, request -> {}), "lost: " + id);
            }
            assertEquals(0, server.stats().handlerFailures());
            assertEquals(0, server.stats().messagesUnknown());
        }
    }

    /** A handler may do it too, and the very next message of its connection finds the new route. */
    @Test
    void handlerMayAddARoute() throws Exception {
        try (Server server = TestServer.start(s -> s.handle(1, request -> s.handle(2, r -> r.reply("new"))));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "");
            assertEquals("new", peer.ask(2, "").text());
        }
    }

    @Test
    void secondHandlerForAnIdIsRefusedAtRegistration() throws Exception {
        try (Server server = TestServer.start(s -> s.handle(-1, request -> request.reply("first")));
                RawPeer peer = RawPeer.connect(server.port())) {
            IllegalStateException refusal =
                    assertThrows(IllegalStateException.class, () -> server.handle(-1, request -> {}));
            assertTrue(refusal.getMessage().contains("4294967295"), refusal.getMessage());
            assertEquals("first", peer.ask(-1, "").text());
        }
    }
}
