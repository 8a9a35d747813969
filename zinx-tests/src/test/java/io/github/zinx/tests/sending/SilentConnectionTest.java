package io.github.zinx.tests.sending;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static io.github.zinx.tests.stopping.Eventually.within;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason;
import io.github.zinx.Connection;
import io.github.zinx.Message;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerListener;
import io.github.zinx.tests.stopping.ZinxThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection on which nothing is written for a while has no writer, and everything works as if it had one. */
class SilentConnectionTest {

    /** About a second of silence, seen by a look every tenth of one. */
    private static final Duration SILENCE = Duration.ofMillis(1500);

    private static final int COUNT = 10;

    private final AtomicInteger writersStarted = new AtomicInteger();
    private final AtomicInteger writersEnded = new AtomicInteger();
    private final ConcurrentLinkedQueue<CloseReason.Kind> stops = new ConcurrentLinkedQueue<>();
    private final List<RawPeer> peers = new ArrayList<>();
    private Server server;
    private int others;

    @BeforeEach
    void start() throws Exception {
        others = writers();
        server = TestServer.start(s -> s.handle(1, request -> request.reply(request.data()))
                .onStop((connection, reason) -> stops.add(reason.kind()))
                .listener(new ServerListener() {
                    @Override
                    public void writerStarted(Connection connection) {
                        writersStarted.incrementAndGet();
                    }

                    @Override
                    public void writerEnded(Connection connection) {
                        writersEnded.incrementAndGet();
                    }
                }));
        for (int i = 0; i < COUNT; i++) {
            peers.add(RawPeer.connect(server));
            assertEquals("hello " + i, peers.get(i).ask(1, "hello " + i).text());
        }
        awaitNoWriter();
    }

    @AfterEach
    void stop() {
        peers.forEach(RawPeer::close);
        server.close();
    }

    @Test
    void repliesGoOutAndTheWriterGoesAgain() throws Exception {
        for (int i = 0; i < COUNT; i++) {
            assertEquals("again " + i, peers.get(i).ask(1, "again " + i).text());
        }
        awaitNoWriter();
        assertEquals(COUNT, writersStarted.get(), "a listener is told once");
        assertEquals(0, writersEnded.get());
    }

    @Test
    void pushesOfEveryKindGoOut() throws Exception {
        Message news = Message.of(2, "news");
        assertEquals(COUNT, server.connections().broadcast(news));
        for (RawPeer peer : peers) {
            peer.expect(news);
        }
        awaitNoWriter(); // nobody has said anything, and the writers that were started go all the same

        Connection first = peers.getFirst().connectionOn(server);
        first.send(3, "taken by the writer");
        peers.getFirst().expect(3, "taken by the writer");
        Connection second = peers.get(1).connectionOn(server);
        assertTrue(second.flush(Duration.ofSeconds(5)), "nothing waits");
        second.close(news);
        peers.get(1).expect(news);
        peers.get(1).expectEnd();
    }

    @Test
    void everyEndIsTheSame() throws Exception {
        peers.get(0).halfClose();
        peers.get(0).expectEnd();
        peers.get(1).reset();
        peers.get(2).writeHex("ffffffff00000000");
        peers.get(2).expectDropped();
        eventually().until(() -> stops.size() == 3);
        assertTrue(stops.contains(CloseReason.Kind.CLOSED_BY_PEER), stops::toString);
        assertTrue(stops.contains(CloseReason.Kind.CONNECTION_LOST), stops::toString);
        assertTrue(stops.contains(CloseReason.Kind.ILLEGAL_FRAME), stops::toString);

        CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> server.stop(Duration.ofSeconds(5)));
        for (RawPeer peer : peers.subList(3, COUNT)) {
            peer.expectEnd();
            peer.close();
        }
        stopping.get(20, TimeUnit.SECONDS);
        assertEquals(COUNT, stops.size());
        eventually().until(() -> writersEnded.get() == COUNT);
        assertEquals(COUNT, writersStarted.get());
    }

    private void awaitNoWriter() {
        within(SILENCE).until(() -> writers() <= others);
    }

    private static int writers() {
        return ZinxThreads.named("zinx-writer-").size();
    }
}
