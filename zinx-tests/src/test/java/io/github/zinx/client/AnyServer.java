package io.github.zinx.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.ConnectionListener;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.Message;
import io.github.zinx.Router;
import io.github.zinx.WorkerSettings;
import io.github.zinx.client.Waiters.Waiter;
import io.github.zinx.dispatch.DispatchEvents;
import io.github.zinx.dispatch.Holding;
import io.github.zinx.dispatch.WorkerPool;
import io.github.zinx.tests.fuzz.Choices;
import io.github.zinx.tests.fuzz.Cuts;
import io.github.zinx.tests.fuzz.Memory;
import io.github.zinx.tests.fuzz.Reference;
import io.github.zinx.transport.ConnectionContext;
import io.github.zinx.transport.ConnectionEvents;
import io.github.zinx.transport.Frames;
import io.github.zinx.transport.MemoryCap;
import io.github.zinx.transport.TcpConnection;
import io.github.zinx.wire.FrameCodec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Has a client's connection, as the client puts it together, read from beginning to end whatever a server may send, in any
 * pieces. It fails unless each message that {@link Reference} finds in the whole of it gets to whoever waits for an answer
 * under its id, in turn, and otherwise to the handlers, in order; unless those who wait in vain are let go; and unless the
 * connection ends for the right reason.
 */
public final class AnyServer {

    private static final List<FrameCodec> LAYOUTS =
            FrameCodec.names().stream().map(FrameCodec::named).toList();

    private static final int ANSWERS = 3;
    private static final int NARROW = 2;
    private static final long LONG = Duration.ofDays(1).toNanos();

    /** No limit of time, so that a machine that stands still for a while is no finding. */
    private static final ConnectionSettings NO_HURRY = ConnectionSettings.defaults().toBuilder()
            .startTimeout(ConnectionSettings.OFF)
            .frameTimeout(ConnectionSettings.OFF)
            .writeTimeout(ConnectionSettings.OFF)
            .drainTimeout(ConnectionSettings.LONGEST)
            .build();

    /** Who handles what nobody waits for; filled by the worker while a connection is read, and read after its end. */
    private static final List<Message> HANDLED = new ArrayList<>();

    private static final WorkerPool WORKER = worker();

    private final int maxLength;
    private final int narrowLength;
    private final byte[] stream;
    private final Reference reference;
    private final AnySocket socket;
    private final Waiters waiters = new Waiters();
    private final Map<Integer, Queue<Waiter>> lines = new HashMap<>();
    private final TcpConnection connection;

    private AnyServer(Choices choices) throws Exception {
        FrameCodec codec = LAYOUTS.get(choices.oneOf(0, 1, 2));
        maxLength = choices.oneOf(4096, 1, 600, 1 << 20, 1 << 30);
        narrowLength = Math.min(maxLength, choices.oneOf(1 << 30, 0, 10));
        for (int id = 0; id < ANSWERS; id++) {
            Queue<Waiter> line = new ArrayDeque<>();
            for (int i = choices.oneOf(0, 1, 2, 5); i > 0; i--) {
                line.add(waiters.add(id, LONG));
            }
            lines.put(id, line);
        }
        Cuts cuts = Cuts.of(choices);
        stream = choices.rest();
        reference = new Reference(codec.name(), stream, this::allows);
        socket = new AnySocket(stream, cuts);
        connection = connection(new Frames(codec, maxLength));
    }

    private static WorkerPool worker() {
        Router router = new Router();
        router.unknown(request -> HANDLED.add(request.message()));
        WorkerSettings one = new WorkerSettings(1, WorkerSettings.Threads.VIRTUAL, 1024, 256 * 1024, 1);
        WorkerPool pool = new WorkerPool(one, router, new DispatchEvents() {}, "any-server-");
        pool.start();
        return pool;
    }

    private TcpConnection connection(Frames frames) throws Exception {
        if (narrowLength < maxLength) {
            frames.limit(NARROW, narrowLength);
        }
        OneConnection connections = new OneConnection(frames);
        var inbound = new MailboxInbound(WORKER.mailbox(1, Holding.UNBOUNDED), waiters, connections);
        var context = new ConnectionContext(
                NO_HURRY,
                frames,
                new ConnectionListener() {},
                new ConnectionEvents() {},
                Sweeper.shared(),
                () -> true,
                MemoryCap.none(),
                connections.users());
        return TcpConnection.over(socket, 1, inbound, context);
    }

    /** Reads this input: first some bytes that choose limits, who waits, and pieces, then the stream. */
    public static void read(byte[] input) throws Exception {
        Memory.watch(input.length, () -> new AnyServer(new Choices(input)).toEnd());
    }

    private boolean allows(int id, long length) {
        return length <= (id == NARROW ? narrowLength : maxLength);
    }

    private void toEnd() {
        HANDLED.clear();
        connection.run();

        Iterator<Message> handled = HANDLED.iterator();
        for (Message expected = next(); expected != null; expected = next()) {
            Waiter waiter =
                    lines.getOrDefault(expected.id(), new ArrayDeque<>()).poll();
            assertTrue(waiter != null || handled.hasNext(), "a message is lost");
            assertEquals(
                    expected, waiter == null ? handled.next() : waiter.answer().getNow(null));
        }
        assertFalse(handled.hasNext(), "nobody sent this");
        lines.values()
                .forEach(line ->
                        line.forEach(waiter -> assertTrue(waiter.answer().isCancelled())));

        boolean whole = reference.at() == stream.length;
        Kind why = connection.closeReason().orElseThrow().kind();
        assertEquals(whole ? Kind.CLOSED_BY_PEER : Kind.ILLEGAL_FRAME, why);
        assertTrue(socket.isClosed());
        assertTrue(socket.isEndSeen() || reference.refuses(), "not all was read");
    }

    private Message next() {
        return reference.next(stream.length);
    }
}
