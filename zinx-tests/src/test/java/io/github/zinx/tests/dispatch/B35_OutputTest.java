package io.github.zinx.tests.dispatch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Connection;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerListener;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Serving prints nothing, and waits for nobody who prints. */
final class B35_OutputTest {

    @Test
    void messagesAndConnectionsLeaveNoLine() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        try (Server server = TestServer.start(s -> s.handle(1, request -> request.reply(request.data())))) {
            PrintStream catcher = new PrintStream(printed, true, StandardCharsets.UTF_8);
            System.setOut(catcher);
            System.setErr(catcher);
            for (int i = 0; i < 20; i++) {
                try (RawPeer peer = RawPeer.connect(server.port())) {
                    for (int j = 0; j < 50; j++) {
                        peer.send(2, "unknown");
                        assertEquals("ping", peer.ask(1, "ping").text());
                    }
                }
            }
            await().until(() -> server.connections().count() == 0);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        // The last lines are those of the stop, which is an event worth a line.
        long lines = printed.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.contains("has stopped"))
                .count();
        assertEquals(0, lines, () -> printed.toString(StandardCharsets.UTF_8));
    }

    /** As when it prints into a pipe that nobody reads. */
    @Test
    void listenerThatBlocksStopsNobody() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        Server server = TestServer.start(s -> s.listener(new ServerListener() {
                    @Override
                    public void registered(Connection connection, int count) {
                        blocked.countDown();
                        try {
                            mayGoOn.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                })
                .handle(1, request -> {
                    s.events().execute(() -> {});
                    request.reply(request.data());
                }));
        try (server) {
            for (int i = 0; i < 20; i++) {
                try (RawPeer peer = RawPeer.connect(server.port())) {
                    for (int j = 0; j < 1000; j++) {
                        peer.send(1, "ping");
                    }
                    for (int j = 0; j < 1000; j++) {
                        assertEquals("ping", peer.receive().text());
                    }
                }
            }
            assertTrue(blocked.await(10, TimeUnit.SECONDS));
            assertTrue(server.stats().eventsDropped() > 0, "what does not fit is counted");
            long start = System.nanoTime();
            server.stop(Duration.ofSeconds(1));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.compareTo(Duration.ofSeconds(4)) < 0, "the stop took " + took);
        } finally {
            mayGoOn.countDown();
        }
    }
}
