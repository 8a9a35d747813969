package io.github.zinx.tests.client;

import static io.github.zinx.tests.client.Clients.SOON;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Connection;
import io.github.zinx.Connections;
import io.github.zinx.Message;
import io.github.zinx.WorkerSettings.Threads;
import io.github.zinx.client.Client;
import io.github.zinx.client.ClientConfig;
import io.github.zinx.client.testkit.Inbox;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessagesTest {

    @ParameterizedTest
    @EnumSource
    void speaksEachLayoutByteForByte(Layout layout) throws Exception {
        byte[] payload = {1, 2, 3};
        Inbox received = new Inbox();
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Client client = Client.create(Clients.of(listener.getLocalPort()).toBuilder()
                        .format(layout.format())
                        .build())) {
            client.unknown(received).connect();
            try (RawPeer peer = RawPeer.over(listener.accept(), layout)) {
                client.send(-2, payload);
                peer.expectBytes(layout.frame(-2, payload));

                peer.write(layout.frame(-1, payload));
                peer.write(layout.frame(0, ""));
                received.expect(Message.of(-1, payload), Message.of(0, ""));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void handlersRunOneAtATimeInTheOrderOfArrivalAndNeverOnTheReader(Threads threads) throws Exception {
        int count = 20_000;
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger next = new AtomicInteger();
        AtomicInteger inversions = new AtomicInteger();
        Set<Thread> ranOn = ConcurrentHashMap.newKeySet();
        try (Server server = TestServer.start(s -> s.handle(7, r -> {
                    for (int i = 0; i < count; i++) {
                        r.connection().sendBuffered(i % 3, Integer.toString(i));
                    }
                }));
                Client client = Client.create(
                        Clients.of(server).toBuilder().workerThreads(threads).build())) {
            for (int id = 0; id < 3; id++) {
                client.handle(id, r -> {
                    ranOn.add(Thread.currentThread());
                    overlaps.addAndGet(inside.getAndIncrement());
                    if (next.getAndIncrement() != Integer.parseInt(r.text())) {
                        inversions.incrementAndGet();
                    }
                    inside.decrementAndGet();
                });
            }
            client.connect().sendBuffered(7, "go");

            await().atMost(SOON.multipliedBy(3)).until(() -> next.get() == count);
            assertEquals(0, inversions.get());
            assertEquals(0, overlaps.get());
            assertEquals(1, ranOn.size());
            assertTrue(ranOn.iterator().next().getName().contains("-worker-"), ranOn::toString);
        }
    }

    @Test
    void whatIsSentArrivesInOrderWhicheverCallIsUsed() throws Exception {
        int count = 3000;
        BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
        try (Server server = TestServer.start(s -> s.handle(0, r -> received.add(Integer.valueOf(r.text()))));
                Client client = Client.create(Clients.of(server)).connect()) {
            for (int i = 0; i < count; i++) {
                String text = Integer.toString(i);
                switch (i % 3) {
                    case 0 -> client.send(0, text);
                    case 1 -> client.sendBuffered(Message.of(0, text));
                    default -> {
                        if (!client.trySend(0, text)) {
                            client.sendBuffered(0, text);
                        }
                    }
                }
            }

            await().atMost(SOON).until(() -> received.size() == count);
            assertEquals(IntStream.range(0, count).boxed().toList(), List.copyOf(received));
        }
    }

    @Test
    void whileAHandlerRunsTheClientGoesOnReading() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Client client = Client.create(Clients.of(listener.getLocalPort()))) {
            client.handle(0, r -> {
                inside.countDown();
                mayEnd.await();
            });
            client.connect();
            try (RawPeer peer = RawPeer.over(listener.accept(), Layout.LTV_LE)) {
                peer.send(0, "");
                assertTrue(inside.await(SOON.toSeconds(), TimeUnit.SECONDS));
                peer.reset();
            }

            // The reset can be seen by a reader only, and the handler has not returned.
            await().atMost(SOON).until(() -> !client.isOpen());
            mayEnd.countDown();
        }
    }

    @Test
    void aHandlerThatThrowsCostsItsOwnMessageOnly() throws Exception {
        BlockingQueue<String> handled = new LinkedBlockingQueue<>();
        try (Server server = TestServer.start(s -> s.handle(0, r -> r.reply(r.text())));
                Client client = Client.create(Clients.of(server))) {
            client.handle(0, r -> {
                if (r.text().equals("bad")) {
                    throw new StackOverflowError("on purpose");
                }
                handled.add(r.text());
            });
            client.connect();
            client.sendBuffered(0, "bad");
            client.sendBuffered(0, "good");

            assertEquals("good", handled.poll(SOON.toSeconds(), TimeUnit.SECONDS));
            assertTrue(client.isOpen());
        }
    }

    @Test
    void interceptorsRunAroundHandlersAndUnknownIdsHaveTheirOwn() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (Server server = TestServer.start(s -> s.unknown(r -> r.reply("y")));
                Client client = Client.create(Clients.of(server))) {
            client.use((r, next) -> {
                seen.add("before " + r.id());
                next.handle(r);
                seen.add("after " + r.id());
            });
            client.handle(1, r -> seen.add("handler"));
            client.unknown(r -> seen.add("unknown"));
            client.connect();
            client.sendBuffered(1, "x");
            client.sendBuffered(9, "x");

            await().atMost(SOON).until(() -> seen.size() == 6);
            assertEquals(
                    List.of("before 1", "handler", "after 1", "before 9", "unknown", "after 9"), List.copyOf(seen));
            assertThrows(IllegalStateException.class, () -> client.handle(1, r -> {}));
        }
    }

    @Test
    void aMessageOverTheLimitFailsWhereItIsSent() throws Exception {
        try (Server server = TestServer.start(s -> {});
                Client client = Client.create(
                        Clients.of(server).toBuilder().maxFrameLength(10).build())) {
            client.connect();
            assertThrows(IllegalArgumentException.class, () -> client.send(0, new byte[11]));
            assertThrows(IllegalArgumentException.class, () -> client.trySend(0, new byte[11]));
            assertTrue(client.isOpen());
            assertTrue(client.trySend(Message.of(0, new byte[10])));
        }
    }

    @Test
    void aHandlerSeesTheOneConnectionThereIs() throws Exception {
        BlockingQueue<Connections> seen = new LinkedBlockingQueue<>();
        BlockingQueue<String> atServer = new LinkedBlockingQueue<>();
        try (Server server =
                        TestServer.start(s -> s.handle(0, r -> r.reply("x")).handle(5, r -> atServer.add(r.text())));
                Client client = Client.create(Clients.of(server))) {
            client.handle(0, r -> seen.add(r.connections()));
            client.connect().sendBuffered(0, "x");

            Connections connections = seen.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            assertTrue(connections != null);
            Connection only = client.connection();
            List<Connection> visited = new CopyOnWriteArrayList<>();
            connections.forEach(visited::add);
            assertEquals(List.of(only), visited);
            assertEquals(only, connections.find(only.id()).orElseThrow());
            assertTrue(connections.find(only.id() + 1).isEmpty());
            assertEquals(1, connections.count());
            assertEquals(1, connections.broadcast(Message.of(5, "to all")));
            assertEquals("to all", atServer.poll(SOON.toSeconds(), TimeUnit.SECONDS));

            connections.closeAll();
            client.awaitClosed();

            assertFalse(client.isOpen());
            assertEquals(0, connections.count());
            assertEquals(0, connections.broadcast(Message.of(5, "to nobody")));
            assertTrue(connections.find(only.id()).isEmpty());
            assertNull(atServer.poll());
        }
    }

    @Test
    void clientsOfOneJvmHaveDifferentIdsAndOneSweeper() throws Exception {
        try (Server server = TestServer.start(s -> {});
                Client first = Client.create(Clients.of(server)).connect();
                Client second = Client.create(ClientConfig.defaults().toBuilder()
                                .port(server.port())
                                .build())
                        .connect()) {
            assertEquals(first.connection().id() + 1, second.connection().id());
            assertEquals(
                    1,
                    Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().equals("zinx-client-sweeper"))
                            .count());
        }
    }
}
