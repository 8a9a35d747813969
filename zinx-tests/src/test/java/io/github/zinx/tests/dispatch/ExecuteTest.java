package io.github.zinx.tests.dispatch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Connection;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks run in their connection's order, as if they were messages. */
final class ExecuteTest {

    private static final int GIVERS = 4;
    private static final int TASKS = 500;
    private static final int MESSAGES = 2000;

    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger overlaps = new AtomicInteger();
    private final CompletableFuture<Connection> connected = new CompletableFuture<>();

    @ParameterizedTest
    @EnumSource(Mode.class)
    void tasksOfAHandlerRunAfterItAndInOrder(Mode mode) throws Exception {
        List<String> order = new ArrayList<>(); // one connection's code never runs twice at a time
        try (Server server = TestServer.start(
                        mode::set,
                        s -> s.handle(1, request -> {
                                    for (int i = 0; i < 5; i++) {
                                        String name = "task " + i;
                                        assertTrue(request.connection().execute(() -> order.add(name)));
                                    }
                                    order.add("handler");
                                })
                                .handle(2, request -> request.reply(order.toString())));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "");
            await().until(() -> server.stats().messagesHandled() == 1);
            assertEquals(
                    "[handler, task 0, task 1, task 2, task 3, task 4]",
                    peer.ask(2, "").text());
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void tasksOfManyThreadsNeverOverlapAndEachThreadsKeepTheirOrder(Mode mode) throws Exception {
        AtomicIntegerArray next = new AtomicIntegerArray(GIVERS);
        AtomicInteger outOfOrder = new AtomicInteger();
        try (Server server = TestServer.start(
                        config -> mode.set(config).workerQueueCapacity(64),
                        s -> s.onStart(connected::complete)
                                .handle(1, request -> alone(() -> {}))
                                .handle(2, request -> request.reply("done")));
                RawPeer peer = RawPeer.connect(server.port())) {
            Connection connection = started(server);
            Together.run(GIVERS + 1, part -> {
                if (part == GIVERS) {
                    for (int i = 0; i < MESSAGES; i++) {
                        peer.send(1, "");
                    }
                    return;
                }
                for (int i = 0; i < TASKS; i++) {
                    int number = i;
                    while (!connection.execute(() -> alone(() -> {
                        if (next.getAndIncrement(part) != number) {
                            outOfOrder.incrementAndGet();
                        }
                    }))) {
                        assertTrue(connection.isOpen());
                        LockSupport.parkNanos(100_000); // the mailbox is full
                    }
                }
            });
            assertEquals("done", peer.ask(2, "").text());
            await().untilAsserted(() -> {
                for (int giver = 0; giver < GIVERS; giver++) {
                    assertEquals(TASKS, next.get(giver));
                }
            });
            assertEquals(0, overlaps.get());
            assertEquals(0, outOfOrder.get());
            await().untilAsserted(
                            () -> assertEquals(MESSAGES + 1, server.stats().messagesHandled()));
        }
    }

    /** Before its start hook has returned a connection takes no tasks. */
    private Connection started(Server server) throws Exception {
        Connection connection = connected.get(10, TimeUnit.SECONDS);
        await().until(() -> server.connections().find(connection.id()).isPresent());
        return connection;
    }

    private void alone(Runnable code) {
        if (inside.getAndIncrement() != 0) {
            overlaps.incrementAndGet();
        }
        code.run();
        inside.decrementAndGet();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void handlerWaitsForTheTaskThatRuns(Mode mode) throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (Server server = TestServer.start(
                        mode::set, s -> s.onStart(connected::complete).handle(1, request -> request.reply("at last")));
                RawPeer peer = RawPeer.connect(server.port())) {
            assertTrue(started(server).execute(() -> {
                busy.countDown();
                awaitQuietly(mayEnd);
            }));
            assertTrue(busy.await(10, TimeUnit.SECONDS));
            peer.send(1, "");
            await().during(Duration.ofMillis(150)).until(() -> server.stats().messagesHandled() == 0);
            mayEnd.countDown();
            assertEquals("at last", peer.receive().text());
        } finally {
            mayEnd.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void taskForWhichThereIsNoRoomIsRefusedAndNotRun(Mode mode) throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger run = new AtomicInteger();
        try (Server server = TestServer.start(
                        config -> mode.set(config).workerQueueCapacity(4),
                        s -> s.onStart(connected::complete)
                                .handle(1, request -> {
                                    busy.countDown();
                                    mayEnd.await();
                                })
                                .handle(2, request -> request.reply("run: " + run)));
                RawPeer peer = RawPeer.connect(server.port())) {
            Connection connection = started(server);
            peer.send(1, "");
            assertTrue(busy.await(10, TimeUnit.SECONDS));
            for (int i = 0; i < 4; i++) {
                assertTrue(connection.execute(run::incrementAndGet));
            }
            assertFalse(connection.execute(run::incrementAndGet));
            mayEnd.countDown();
            assertEquals("run: 4", peer.ask(2, "").text());
        } finally {
            mayEnd.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void taskIsRefusedOnceTheConnectionTakesNothingMore(Mode mode) throws Exception {
        AtomicBoolean run = new AtomicBoolean();
        try (Server server = TestServer.start(mode::set, s -> s.onStart(connected::complete));
                RawPeer peer = RawPeer.connect(server.port())) {
            Connection connection = started(server);
            connection.close();
            assertFalse(connection.execute(() -> run.set(true)));
            peer.expectEnd();
            peer.close();
            await().until(() -> server.connections().count() == 0);
            assertFalse(connection.execute(() -> run.set(true)));
            assertFalse(run.get());
        }
    }
}
