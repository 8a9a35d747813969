package io.github.zinx.tests.dispatch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.zinx.AttributeKey;
import io.github.zinx.Request;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection's messages are handled one at a time, in the order in which they came, and answered in that order. */
final class B25_OrderTest {

    private static final int PEERS = 32;
    private static final int MESSAGES = 10_000;

    /** What a connection's handlers share; plain fields, since each handler must see what the one before it did. */
    private static final class Course {
        static final AttributeKey<Course> KEY = AttributeKey.of("course");

        final AtomicInteger inside = new AtomicInteger();
        int next;
        int faults;
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void P7_pipelinedMessagesKeepTheirOrder(Mode mode) throws Exception {
        try (Server server = TestServer.start(
                mode::set,
                s -> s.onStart(c -> c.attributes().put(Course.KEY, new Course()))
                        .handle(1, B25_OrderTest::handle)
                        .handle(2, request -> request.reply(Integer.toString(course(request).faults))))) {
            Together.run(PEERS, peer -> pipeline(server.port()));
            await().untilAsserted(() ->
                    assertEquals(PEERS * (MESSAGES + 1L), server.stats().messagesHandled()));
        }
    }

    private static void handle(Request request) throws InterruptedException {
        Course course = course(request);
        if (course.inside.getAndIncrement() != 0) {
            course.faults++;
        }
        if (ByteBuffer.wrap(request.data()).getInt() != course.next++) {
            course.faults++;
        }
        request.reply(request.data());
        course.inside.decrementAndGet();
    }

    private static Course course(Request request) {
        return request.connection().attributes().get(Course.KEY).orElseThrow();
    }

    private static void pipeline(int port) throws Exception {
        ByteBuffer all = ByteBuffer.allocate(MESSAGES * 12);
        for (int i = 0; i < MESSAGES; i++) {
            all.put(Layout.LTV_LE.frame(1, ByteBuffer.allocate(4).putInt(i).array()));
        }
        try (RawPeer peer = RawPeer.connect(port)) {
            Together.run(2, part -> {
                if (part == 0) {
                    peer.write(all.array());
                } else {
                    for (int i = 0; i < MESSAGES; i++) {
                        assertEquals(i, ByteBuffer.wrap(peer.receive().data()).getInt());
                    }
                }
            });
            assertEquals("0", peer.ask(2, "").text(), "handlers that overlapped or overtook each other");
        }
    }

    /** Which is what lets a connection's handlers use what is not safe for use by many threads. */
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"POOL", "POOL_OF_PLATFORM_THREADS"})
    void connectionHasTheWorkerThatItsIdSays(Mode mode) throws Exception {
        Map<Long, Set<Thread>> threads = new ConcurrentHashMap<>();
        try (Server server = TestServer.start(
                mode::set,
                s -> s.handle(1, request -> {
                    threads.computeIfAbsent(request.connection().id(), id -> ConcurrentHashMap.newKeySet())
                            .add(Thread.currentThread());
                    request.reply("");
                }))) {
            List<RawPeer> peers =
                    IntStream.range(0, 20).mapToObj(i -> connect(server.port())).toList();
            for (int round = 0; round < 20; round++) {
                Together.run(peers.size(), i -> peers.get(i).ask(1, ""));
            }
            for (RawPeer peer : peers) {
                peer.close();
            }
        }
        for (long id = 0; id < 10; id++) {
            assertEquals(1, threads.get(id).size(), "connection " + id);
            assertEquals(
                    threads.get(id), threads.get(id + 10), "ten workers: connections " + id + " and its tenth next");
            assertNotEquals(threads.get(id), threads.get((id + 1) % 10), "neighbours");
        }
    }

    private static RawPeer connect(int port) {
        try {
            return RawPeer.connect(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
