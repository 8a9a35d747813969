package io.github.zinx.tests.limits;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Connection;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.RejectCause;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerListener;
import java.net.SocketAddress;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** P6: a connection for which there is no place is closed at once: no byte, no id, no hook, but an event and a count. */
final class B36_SurplusTest {

    private record Rejection(SocketAddress address, RejectCause cause) {}

    @Test
    void P6_surplusIsClosedCountedAndReported() throws Exception {
        BlockingQueue<Rejection> rejections = new LinkedBlockingQueue<>();
        Queue<Long> started = new ConcurrentLinkedQueue<>();
        try (Server server = TestServer.start(
                        config -> config.maxConnections(2),
                        s -> s.onStart(c -> started.add(c.id()))
                                .handle(
                                        1,
                                        request -> request.reply(
                                                "id " + request.connection().id()))
                                .listener(new ServerListener() {
                                    @Override
                                    public void rejected(SocketAddress address, RejectCause cause) {
                                        rejections.add(new Rejection(address, cause));
                                    }
                                }));
                RawPeer first = RawPeer.connect(server.port())) {
            assertEquals("id 0", first.ask(1, "").text());
            try (RawPeer second = RawPeer.connect(server.port())) {
                assertEquals("id 1", second.ask(1, "").text());
                for (int i = 1; i <= 5; i++) {
                    try (RawPeer surplus = RawPeer.connect(server.port())) {
                        assertEquals(0, surplus.readToEnd());
                        Rejection rejection = rejections.poll(10, TimeUnit.SECONDS);
                        assertNotNull(rejection, "no event");
                        assertEquals(
                                new Rejection(surplus.socket().getLocalSocketAddress(), RejectCause.FULL), rejection);
                        assertEquals(i, server.stats().rejected(RejectCause.FULL));
                    }
                }
                assertEquals("id 0", first.ask(1, "").text());
            }
            await().until(() -> server.connections().count() == 1);
            try (RawPeer third = RawPeer.connect(server.port())) {
                assertEquals("id 2", third.ask(1, "").text(), "those turned away have used no id");
            }
            assertEquals(3, started.size());
            assertEquals(3, server.stats().accepted());
            assertTrue(rejections.isEmpty());
        }
    }

    @Test
    void P5_onePlaceIsOnePlaceAgainAndAgain() throws Exception {
        try (Server server = TestServer.start(
                config -> config.maxConnections(1), s -> s.handle(1, request -> request.reply("served")))) {
            for (int round = 1; round <= 5; round++) {
                try (RawPeer only = RawPeer.connect(server.port())) {
                    assertEquals("served", only.ask(1, "").text());
                    try (RawPeer surplus = RawPeer.connect(server.port())) {
                        assertEquals(0, surplus.readToEnd());
                    }
                    assertEquals("served", only.ask(1, "").text());
                }
                await().until(() -> server.connections().count() == 0);
                assertEquals(round, server.stats().rejected(RejectCause.FULL));
            }
        }
    }

    /** Counting and reporting is for those that were there at the time: a registered one has been told of its place. */
    @Test
    void listenerHearsTheCountOfPlaces() throws Exception {
        BlockingQueue<Integer> counts = new LinkedBlockingQueue<>();
        try (Server server = TestServer.start(s -> s.listener(new ServerListener() {
            @Override
            public void registered(Connection connection, int count) {
                counts.add(count);
            }

            @Override
            public void unregistered(Connection connection, int count) {
                counts.add(-count);
            }
        }))) {
            RawPeer first = RawPeer.connect(server.port());
            assertEquals(1, counts.poll(10, TimeUnit.SECONDS));
            RawPeer second = RawPeer.connect(server.port());
            assertEquals(2, counts.poll(10, TimeUnit.SECONDS));
            first.close();
            assertEquals(-1, counts.poll(10, TimeUnit.SECONDS));
            second.close();
            assertEquals(0, counts.poll(10, TimeUnit.SECONDS));
        }
    }
}
