package io.github.zinx.tests.dispatch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A handler that takes its time delays the connections of its own worker and no others. */
final class SlowHandlerTest {

    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final AtomicInteger slowOnes = new AtomicInteger();
    private final List<RawPeer> peers = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        mayEnd.countDown();
        for (RawPeer peer : peers) {
            peer.close();
        }
    }

    @Test
    void delaysOnlyTheConnectionsOfItsWorker() throws Exception {
        try (Server server = start(config -> config.workers(4))) {
            connect(server, 8);
            beSlow(0);
            peers.get(4).send(1, "the same worker");
            for (int i : List.of(1, 2, 3, 5, 6, 7)) {
                assertEquals("ping " + i, peers.get(i).ask(1, "ping " + i).text());
            }
            await().untilAsserted(() ->
                    assertEquals(8 + 6, server.stats().messagesHandled(), "connection 4 waits for the worker of 0"));
            mayEnd.countDown();
            assertEquals("the same worker", peers.get(4).receive().text());
            assertEquals("slow", peers.get(0).receive().text());
            closePeers();
        }
    }

    @Test
    void delaysNobodyElseWhereReadersRunHandlers() throws Exception {
        try (Server server = start(config -> config.workers(0))) {
            connect(server, 8);
            beSlow(0);
            for (int i = 1; i < 8; i++) {
                assertEquals("ping " + i, peers.get(i).ask(1, "ping " + i).text());
            }
            mayEnd.countDown();
            assertEquals("slow", peers.get(0).receive().text());
            closePeers();
        }
    }

    private Server start(UnaryOperator<ServerConfig.Builder> change) throws IOException {
        return TestServer.start(
                change,
                s -> s.handle(1, request -> request.reply(request.data())).handle(2, request -> {
                    slowOnes.incrementAndGet();
                    mayEnd.await();
                    request.reply(request.data());
                }));
    }

    /** One after the other, so that the peers' places in the list are their connections' ids. */
    private void connect(Server server, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            RawPeer peer = RawPeer.connect(server.port());
            peers.add(peer);
            peer.ask(1, "");
        }
    }

    private void beSlow(int peer) throws IOException {
        peers.get(peer).send(2, "slow");
        await().until(() -> slowOnes.get() == 1);
    }

    private void closePeers() throws IOException {
        for (RawPeer peer : peers) {
            peer.close();
        }
    }
}
