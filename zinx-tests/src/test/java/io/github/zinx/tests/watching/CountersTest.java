package io.github.zinx.tests.watching;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.QueueDepth;
import io.github.zinx.Traffic;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerStats;
import io.github.zinx.tests.support.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The counters are exact at the end, never go back meanwhile, and show what waits. */
@Timeout(60)
final class CountersTest {

    private static final int HEADER = 8;

    /** What a client has sent, and what it has read. */
    private record Exchange(long sent, long received) {}

    @ParameterizedTest
    @EnumSource(Mode.class)
    void afterTheEndTheCountersAreExact(Mode mode) throws Exception {
        int clients = 8;
        int messages = 500;
        long all = (long) clients * messages;
        Server server = TestServer.start(
                mode::set,
                s -> s.handle(1, request -> request.reply(request.data()))
                        .handle(2, request -> request.connection().send(2, request.data()))
                        .onStart(connection -> connection.sendBuffered(9, "welcome")));
        long sent = 0;
        long received = 0;
        try (server;
                ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Future<Exchange>> exchanges = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                exchanges.add(threads.submit(() -> exchange(server.port(), messages)));
            }
            for (Future<Exchange> exchange : exchanges) {
                sent += exchange.get().sent();
                received += exchange.get().received();
            }
        }

        ServerStats stats = server.stats();
        assertEquals(new Traffic(all, sent, all + clients, received), stats.traffic());
        assertEquals(all, stats.messagesHandled());
        assertEquals(all, stats.handlerTimes().count());
        assertEquals(clients, stats.accepted());
        assertEquals(clients, stats.closed(Kind.CLOSED_BY_PEER));
        assertEquals(0, stats.connections());
        assertEquals(QueueDepth.EMPTY, stats.mailboxes());
        assertEquals(QueueDepth.EMPTY, stats.sendQueues());
    }

    private static Exchange exchange(int port, int messages) throws IOException {
        long sent = 0;
        long received = 0;
        try (RawPeer peer = RawPeer.connect(port)) {
            received += HEADER + peer.receive().data().length;
            for (int i = 0; i < messages; i++) {
                byte[] payload = new byte[i];
                peer.send(1 + i % 2, payload);
                sent += HEADER + payload.length;
                received += HEADER + peer.receive().data().length;
            }
            peer.halfClose();
            assertEquals(0, peer.readToEnd());
        }
        return new Exchange(sent, received);
    }

    /** Connections come and go all the time here, and whoever adds up must find each of them once. */
    @ParameterizedTest
    @EnumSource(Mode.class)
    void whileConnectionsEndNoTotalGoesBack(Mode mode) throws Exception {
        int clients = 4;
        int rounds = 150;
        int messages = 5;
        AtomicLong sent = new AtomicLong();
        CountDownLatch done = new CountDownLatch(clients);
        long looks = 0;
        try (Server server = TestServer.start(mode::set, s -> s.handle(1, request -> request.reply(request.data())));
                ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Future<?>> ends = new ArrayList<>();
            for (int c = 0; c < clients; c++) {
                ends.add(threads.submit(() -> {
                    try {
                        for (int round = 0; round < rounds; round++) {
                            comeAndGo(server.port(), messages, sent);
                        }
                    } finally {
                        done.countDown();
                    }
                    return null;
                }));
            }
            ServerStats before = server.stats();
            while (!done.await(0, TimeUnit.NANOSECONDS)) {
                ServerStats now = server.stats();
                assertNothingWentBack(before, now);
                assertTrue(now.traffic().messagesIn() <= sent.get(), "a connection was counted twice");
                before = now;
                looks++;
            }
            for (Future<?> end : ends) {
                end.get();
            }
            long all = (long) clients * rounds * messages;
            eventually()
                    .untilAsserted(() -> assertEquals(
                            new Traffic(all, all * (HEADER + 4), all, all * (HEADER + 4)),
                            server.stats().traffic()));
        }
        assertTrue(looks > 10, "looked only " + looks + " times");
    }

    private static void comeAndGo(int port, int messages, AtomicLong sent) throws IOException {
        try (RawPeer peer = RawPeer.connect(port)) {
            for (int i = 0; i < messages; i++) {
                sent.incrementAndGet();
                peer.ask(1, "ping");
            }
        }
    }

    private static void assertNothingWentBack(ServerStats before, ServerStats now) {
        assertTrue(now.traffic().messagesIn() >= before.traffic().messagesIn(), () -> before + "\n" + now);
        assertTrue(now.traffic().bytesIn() >= before.traffic().bytesIn(), () -> before + "\n" + now);
        assertTrue(now.traffic().messagesOut() >= before.traffic().messagesOut(), () -> before + "\n" + now);
        assertTrue(now.traffic().bytesOut() >= before.traffic().bytesOut(), () -> before + "\n" + now);
        assertTrue(now.messagesHandled() >= before.messagesHandled(), () -> before + "\n" + now);
        assertTrue(now.handlerTimes().total().compareTo(before.handlerTimes().total()) >= 0);
        assertTrue(now.handlerTimes().max().compareTo(before.handlerTimes().max()) >= 0);
        assertTrue(now.accepted() >= before.accepted(), () -> before + "\n" + now);
    }

    @Test
    void queuesShowWhatWaits() throws Exception {
        CountDownLatch mayGo = new CountDownLatch(1);
        try (Server server = TestServer.start(
                        config -> config.workers(2),
                        s -> s.handle(1, request -> mayGo.await()).handle(2, request -> {
                            while (request.connection().trySend(2, new byte[4000])) {
                                Thread.onSpinWait();
                            }
                        }));
                RawPeer busy = RawPeer.connect(server.port());
                RawPeer stuck = RawPeer.connect(server.port(), Layout.LTV_LE, 4096)) {
            for (int i = 0; i < 10; i++) {
                busy.send(1, new byte[100]);
            }
            eventually()
                    .untilAsserted(() ->
                            assertEquals(new QueueDepth(9, 900), server.stats().mailboxes()));
            assertEquals(QueueDepth.EMPTY, server.stats().sendQueues());

            stuck.send(2, "flood");
            eventually().until(() -> server.stats().messagesHandled() == 1);
            QueueDepth queued = server.stats().sendQueues();
            assertTrue(queued.messages() > 100, queued::toString);
            assertEquals(queued.messages() * 4008, queued.bytes());

            stuck.reset();
            mayGo.countDown();
            eventually().untilAsserted(() -> {
                assertEquals(QueueDepth.EMPTY, server.stats().mailboxes());
                assertEquals(QueueDepth.EMPTY, server.stats().sendQueues());
            });
        } finally {
            mayGo.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void handlerTimesTellTheSlowFromTheFast(Mode mode) throws Exception {
        Duration slow = Duration.ofMillis(30);
        try (Server server = TestServer.start(
                        mode::set,
                        s -> s.handle(1, request -> request.reply("fast")).handle(2, request -> {
                            Thread.sleep(slow);
                            request.reply("slow");
                        }));
                RawPeer peer = RawPeer.connect(server.port())) {
            for (int i = 0; i < 98; i++) {
                peer.ask(1, "go");
            }
            peer.ask(2, "go");
            peer.ask(2, "go");
            eventually().until(() -> server.stats().messagesHandled() == 100);

            var times = server.stats().handlerTimes();
            assertTrue(times.max().compareTo(slow) >= 0, times::toString);
            assertTrue(times.percentile(99).compareTo(slow) >= 0, times::toString);
            assertTrue(times.total().compareTo(slow.multipliedBy(2)) >= 0, times::toString);
            assertTrue(times.percentile(50).compareTo(slow) < 0, times::toString);
            assertEquals(times.max(), times.percentile(100));
        }
    }
}
