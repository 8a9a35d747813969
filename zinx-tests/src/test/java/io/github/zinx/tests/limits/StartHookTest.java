package io.github.zinx.tests.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.AttributeKey;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Message;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.dispatch.Together;
import io.github.zinx.tests.support.Counts;
import io.github.zinx.tests.support.Mode;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** P11: the start hook comes before everything else of its connection, and holds up no other. */
final class StartHookTest {

    private static final AttributeKey<String> GUEST = AttributeKey.of("guest");

    /** A hundred hooks that all wait for each other; on the acceptor's thread not even two could. */
    @Test
    void B39_startHooksRunAtTheSameTime() throws Exception {
        int count = 100;
        CountDownLatch allThere = new CountDownLatch(count);
        try (Server server = TestServer.start(s -> s.onStart(c -> {
            allThere.countDown();
            assertTrue(allThere.await(10, TimeUnit.SECONDS));
            c.send(2, "welcome");
        }))) {
            Together.run(count, i -> {
                try (RawPeer peer = RawPeer.connect(server.port())) {
                    assertEquals("welcome", peer.receive().text());
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void B14_firstMessageIsHandledAfterTheStartHook(Mode mode) throws Exception {
        try (Server server = TestServer.start(
                mode::set,
                s -> s.onStart(c -> {
                            c.sendBuffered(2, "welcome");
                            LockSupport.parkNanos(50_000); // time for others to come first, if they can
                            c.attributes().put(GUEST, "guest " + c.id());
                        })
                        .handle(
                                1,
                                request -> request.reply(request.connection()
                                        .attributes()
                                        .get(GUEST)
                                        .orElse("a stranger"))))) {
            Together.run(10, visitor -> {
                for (int visit = 0; visit < Counts.of(50, 500); visit++) {
                    try (RawPeer peer = RawPeer.connect(server.port())) {
                        peer.send(1, "at once");
                        assertEquals(Message.of(2, "welcome"), peer.receive());
                        assertTrue(peer.receive().text().startsWith("guest "));
                    }
                }
            });
        }
    }

    /**
     * Somebody sends to every connection that can be found, all the time and in every way; from a thread of the system,
     * since a virtual one that never pauses keeps its carrier for itself.
     */
    @Test
    void B31_hooksFrameIsFirstWhateverOthersSend() throws Exception {
        AtomicLong newest = new AtomicLong();
        try (Server server = TestServer.start(s -> s.onStart(c -> {
            newest.accumulateAndGet(c.id(), Math::max);
            LockSupport.parkNanos(50_000); // time for others to come first, if they can
            c.sendBuffered(2, "welcome");
        }))) {
            AtomicBoolean over = new AtomicBoolean();
            FutureTask<Long> sending = new FutureTask<>(() -> {
                long reached = 0;
                while (!over.get()) {
                    reached += server.connections().broadcast(Message.of(3, "to all"));
                    server.connections().forEach(c -> sendTo(c, "to each"));
                    server.connections().find(newest.get()).ifPresent(c -> sendTo(c, "to the newest"));
                }
                return reached;
            });
            Thread.ofPlatform().daemon().start(sending);
            try {
                for (int i = 0; i < Counts.of(300, 2000); i++) {
                    try (RawPeer peer = RawPeer.connect(server.port())) {
                        assertEquals(Message.of(2, "welcome"), peer.receive(), "connection " + i);
                        assertEquals(3, peer.receive().id(), "the others are heard behind it");
                    }
                }
            } finally {
                over.set(true);
            }
            assertTrue(sending.get(10, TimeUnit.SECONDS) > 0);
        }
    }

    private static void sendTo(Connection connection, String text) {
        try {
            connection.trySend(3, text);
        } catch (ConnectionClosedException e) {
            // It has left meanwhile.
        }
    }
}
