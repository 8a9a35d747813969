package io.github.zinx.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Message;
import io.github.zinx.QueueDepth;
import io.github.zinx.Request;
import io.github.zinx.StubConnection;
import io.github.zinx.Traffic;
import io.github.zinx.transport.Frames;
import io.github.zinx.wire.FrameCodec;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerEventsTest {

    private final Counters counters = new Counters();
    private final EventThread eventThread = new EventThread("test-events");
    private final ConnectionManager manager =
            new ConnectionManager(1, new Frames(FrameCodec.named("ltv-le"), 100), new LongAdder());
    private final ServerEvents events =
            new ServerEvents(manager, new Quotas(ServerConfig.defaults()), counters, eventThread);
    private final Request request = new Request(new StubConnection(7), Message.of(1, "x"), StubConnection.NOBODY);
    private final SocketAddress peer = InetSocketAddress.createUnresolved("peer", 1);

    @AfterEach
    void end() throws Exception {
        eventThread.close(Duration.ofSeconds(10).toNanos());
    }

    @Test
    void theEndOfItsOwnConnectionIsNoFailureOfAHandler() {
        events.handlerFailed(request, new ConnectionClosedException(7, "gone", null));

        assertEquals(1, counters.closedInHandler.sum());
        assertEquals(0, counters.failures.sum());
        assertEquals(Map.of(), events.log().suppressed());
    }

    @Test
    void theEndOfAnotherConnectionIs() {
        events.handlerFailed(request, new ConnectionClosedException(8, "gone", null));
        events.handlerFailed(request, new IllegalStateException("thrown by hand"));
        events.taskFailed(new IllegalStateException("thrown by hand"));

        assertEquals(0, counters.closedInHandler.sum());
        assertEquals(3, counters.failures.sum());
    }

    @Test
    void eachThingIsCountedInItsPlace() {
        events.unknown(request);
        events.dropped(5);
        events.acceptFailed(new IllegalStateException("thrown by hand"));
        events.rejected(peer, RejectCause.FULL);
        events.rejected(peer, RejectCause.FULL);
        events.rejected(peer, RejectCause.FAILED);

        assertEquals(1, counters.unknown.sum());
        assertEquals(5, counters.dropped.sum());
        assertEquals(1, counters.acceptErrors.sum());
        for (RejectCause cause : RejectCause.values()) {
            long count = switch (cause) {
                case FULL -> 2;
                case FAILED -> 1;
                case ADDRESS, RATE, LOGIN -> 0;
            };
            assertEquals(
                    count, Counters.sums(counters.rejected, RejectCause.class).get(cause), cause.name());
        }
    }

    @Test
    void aFloodOfFailuresIsALineASecond() {
        for (int i = 0; i < 1000; i++) {
            events.handlerFailed(request, new IllegalStateException("thrown by hand"));
        }

        assertTrue(
                events.log().suppressed().get("handler") > 900,
                () -> events.log().suppressed().toString());
        assertEquals(1000, counters.failures.sum());
    }

    @Test
    void theListenerHearsInOrderOnTheEventThread() throws Exception {
        List<String> heard = new ArrayList<>();
        events.listener(new ServerListener() {
            @Override
            public void workerStarted(int worker) {
                heard.add("worker " + worker + " " + eventThread.is(Thread.currentThread()));
            }

            @Override
            public void rejected(SocketAddress address, RejectCause cause) {
                heard.add(address + " " + cause);
            }
        });

        events.workerStarted(3);
        eventThread.execute(() -> heard.add("line"));
        events.rejected(peer, RejectCause.FULL);
        eventThread.close(Duration.ofSeconds(10).toNanos());

        assertEquals(List.of("worker 3 true", "line", peer + " FULL"), heard);
    }

    @Test
    void withoutAListenerThereIsNoEventThread() {
        events.workerStarted(0);
        events.rejected(peer, RejectCause.FULL);

        assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(eventThread::is));
    }

    @Test
    void whatIsNotCountedIsNoughtInTheStats() {
        ServerStats stats = new ServerStats(
                0,
                0,
                0,
                Map.of(),
                Map.of(Kind.CLOSED_HERE, 2L),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                Map.of("handler", 2L, "task", 3L),
                Traffic.NONE,
                QueueDepth.EMPTY,
                QueueDepth.EMPTY,
                HandlerTimes.NONE,
                0);

        assertEquals(2, stats.closed(Kind.CLOSED_HERE));
        assertEquals(0, stats.closed(Kind.IDLE_TIMEOUT));
        assertEquals(0, stats.rejected(RejectCause.FULL));
        assertEquals(5, stats.allLogLinesSuppressed());
    }
}
