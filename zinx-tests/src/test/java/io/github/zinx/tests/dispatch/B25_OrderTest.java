package io.github.zinx.tests.dispatch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.stream.Stream;
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

        void enter() {
            if (inside.getAndIncrement() != 0) {
                faults++;
            }
            next++;
        }

        void leave() {
            inside.decrementAndGet();
        }
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
        if (ByteBuffer.wrap(request.data()).getInt() != course.next) {
            course.faults++;
        }
        course.enter();
        request.reply(request.data());
        course.leave();
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

    /** Which is what lets connections of one lane share what is not safe for use by many threads. */
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"POOL", "POOL_OF_PLATFORM_THREADS"})
    void connectionsOfOneLaneAreHandledOneAtATimeByTheirWorkerOrTheirReader(Mode mode) throws Exception {
        int rounds = 1000;
        int lanes = 10;
        Course[] lane = Stream.generate(Course::new).limit(lanes).toArray(Course[]::new);
        Map<Long, Set<String>> threads = new ConcurrentHashMap<>();
        try (Server server = TestServer.start(
                mode::set,
                s -> s.handle(1, request -> {
                    long id = request.connection().id();
                    threads.computeIfAbsent(id, i -> ConcurrentHashMap.newKeySet())
                            .add(Thread.currentThread().getName());
                    Course course = lane[(int) (id % lanes)];
                    course.enter();
                    request.reply("");
                    course.leave();
                }))) {
            List<RawPeer> peers = IntStream.range(0, 2 * lanes)
                    .mapToObj(i -> connect(server.port()))
                    .toList();
            Together.run(peers.size(), i -> {
                for (int round = 0; round < rounds; round++) {
                    peers.get(i).ask(1, "");
                }
            });
            for (RawPeer peer : peers) {
                peer.close();
            }
        }
        for (int i = 0; i < lanes; i++) {
            assertEquals(0, lane[i].faults, "overlaps on lane " + i);
            assertEquals(2 * rounds, lane[i].next, "lane " + i);
        }
        boolean pool = mode == Mode.POOL;
        threads.forEach((id, names) -> {
            names.remove("zinx-worker-" + id % lanes);
            assertTrue((pool ? Set.of("zinx-reader-" + id) : Set.of()).containsAll(names), () -> id + " on " + names);
        });
        assertEquals(pool, threads.values().stream().anyMatch(names -> !names.isEmpty()), "some reader ran some");
    }

    private static RawPeer connect(int port) {
        try {
            return RawPeer.connect(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
