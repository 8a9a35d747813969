package io.github.zinx.tests.lanes;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Connection;
import io.github.zinx.SendTimeoutException;
import io.github.zinx.WorkerSettings.Threads;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.sending.Flood;
import io.github.zinx.tests.stopping.ZinxThreads;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A handler that waits gives its lane away; its connection stays in order, and how many may do that is bounded. */
class HandOverTest {

    @ParameterizedTest
    @EnumSource
    void P07_connectionsOwnMessagesKeepTheirOrderThroughHandOvers(Threads threads) throws Exception {
        int count = 1_500;
        var running = new AtomicInteger();
        var overlaps = new AtomicInteger();
        var runs = new AtomicReference<Thread>();
        try (Server server = TestServer.start(
                        config -> config.workers(1)
                                .workerThreads(threads)
                                .sendQueueCapacity(4)
                                .socketSendBuffer(4096)
                                .sendTimeout(Duration.ofSeconds(30)),
                        s -> s.handle(1, request -> {
                            runs.set(Thread.currentThread());
                            if (running.incrementAndGet() > 1) {
                                overlaps.incrementAndGet();
                            }
                            int number = ByteBuffer.wrap(request.data()).getInt();
                            byte[] reply =
                                    ByteBuffer.allocate(2000).putInt(number).array();
                            if (number % 2 == 0) {
                                request.reply(reply);
                            } else {
                                request.connection().send(1, reply);
                            }
                            running.decrementAndGet();
                        }));
                RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 4096);
                var writing = Executors.newSingleThreadExecutor()) {
            var written = writing.submit(() -> {
                for (int i = 0; i < count; i++) {
                    peer.send(1, ByteBuffer.allocate(4).putInt(i).array());
                }
                return null;
            });
            for (int i = 0; i < count; i++) {
                if (i % 500 == 0) {
                    // Nothing has been read for a while, so the handler waits and has been replaced, unless a reader
                    // runs it.
                    eventually()
                            .until(() -> ZinxThreads.named("zinx-worker-").size() > 1 || isReaderThatWaits(runs.get()));
                }
                assertEquals(i, ByteBuffer.wrap(peer.receive().data()).getInt());
            }
            written.get(10, SECONDS);
            assertEquals(0, overlaps.get(), "two handlers of one connection at once");
            eventually().until(() -> ZinxThreads.named("zinx-worker-").size() == 1);
        }
    }

    private static boolean isReaderThatWaits(@Nullable Thread runs) {
        return runs != null
                && runs.getName().startsWith("zinx-reader-")
                && runs.getState() == Thread.State.TIMED_WAITING;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void sendBeyondMaxWaitingFailsAtOnceAndTheLaneLives(int maxWaiting) throws Exception {
        var connections = new ConcurrentHashMap<Long, Connection>();
        var ended = new CompletableFuture<Throwable>();
        try (Server server = TestServer.start(
                        config -> config.workers(1)
                                .maxWaiting(maxWaiting)
                                .sendTimeout(Duration.ofSeconds(30))
                                .stopGrace(Duration.ofMillis(200))
                                .sendQueueBytes(16 * 1024)
                                .socketSendBuffer(4096),
                        s -> s.onStart(c -> connections.put(c.id(), c))
                                .handle(1, request -> {
                                    try {
                                        request.connection().sendBuffered(1, new byte[1000]);
                                    } catch (SendTimeoutException e) {
                                        ended.complete(e);
                                    }
                                })
                                .handle(2, request -> request.reply("pong")));
                RawPeer one = RawPeer.connect(server.port(), Layout.LTV_LE, 4096);
                RawPeer two = RawPeer.connect(server.port(), Layout.LTV_LE, 4096);
                RawPeer healthy = RawPeer.connect(server.port())) {
            eventually().until(() -> connections.size() == 3);
            Flood.fill(connections.get(0L), 1000);
            Flood.fill(connections.get(1L), 1000);
            if (maxWaiting == 1) {
                one.send(1, "waits");
                eventually().until(() -> ZinxThreads.named("zinx-worker-").size() == 2);
            }

            two.send(1, "may not wait");

            assertInstanceOf(SendTimeoutException.class, ended.get(4, SECONDS));
            assertTrue(connections.get(1L).isOpen());
            assertEquals("pong", healthy.ask(2, "ping").text());
        }
    }
}
