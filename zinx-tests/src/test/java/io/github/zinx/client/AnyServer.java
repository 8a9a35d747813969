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
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.dispatch.DispatchEvents;
import io.github.zinx.dispatch.Dispatcher;
import io.github.zinx.dispatch.Holding;
import io.github.zinx.dispatch.ReaderDispatcher;
import io.github.zinx.dispatch.WorkerPool;
import io.github.zinx.tests.fuzz.Choices;
import io.github.zinx.tests.fuzz.Cuts;
import io.github.zinx.tests.fuzz.Memory;
import io.github.zinx.tests.fuzz.Reference;
import io.github.zinx.transport.AnyReader;
import io.github.zinx.transport.ConnectionContext;
import io.github.zinx.transport.ConnectionEvents;
import io.github.zinx.transport.Frames;
import io.github.zinx.transport.Inbound;
import io.github.zinx.transport.MemoryCap;
import io.github.zinx.transport.TcpConnection;
import io.github.zinx.wire.FrameCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Has a client read whatever a server may send, in any pieces. It fails unless each message that {@link Reference} finds
 * in the whole of it gets to whoever waits for an answer under its id, in turn, and otherwise to the handlers, in order;
 * unless those who wait in vain are let go; and unless it ends for the right reason.
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

    /** What was handled because nobody waited for it; filled while a connection is read, and looked at after its end. */
    private static final List<Message> HANDLED = new ArrayList<>();

    private static final WorkerSettings ONE =
            new WorkerSettings(1, WorkerSettings.Threads.VIRTUAL, 1024, 256 * 1024, 1);
    private static final Router ROUTER = router();
    private static final Dispatcher READER = new ReaderDispatcher(ONE, ROUTER, new DispatchEvents() {}, "any-server-");
    private static final Dispatcher WORKER = worker();

    private final int maxLength;
    private final int narrowLength;
    private final byte[] stream;
    private final Cuts cuts;
    private final Frames frames;
    private final Reference reference;
    private final Waiters waiters = new Waiters();
    private final Map<Integer, Queue<Waiter>> lines = new HashMap<>();

    private AnyServer(Choices choices) {
        FrameCodec codec = LAYOUTS.get(choices.oneOf(0, 1, 2));
        maxLength = choices.oneOf(4096, 1, 600, 8 << 20, 1 << 30);
        narrowLength = Math.min(maxLength, choices.oneOf(1 << 30, 0, 10));
        for (int id = 0; id < ANSWERS; id++) {
            Queue<Waiter> line = new ArrayDeque<>();
            for (int i = choices.oneOf(0, 1, 2, 5); i > 0; i--) {
                line.add(waiters.add(id, LONG));
            }
            lines.put(id, line);
        }
        cuts = Cuts.of(choices);
        stream = choices.stream(Layout.named(codec.name()));
        frames = new Frames(codec, maxLength);
        if (narrowLength < maxLength) {
            frames.limit(NARROW, narrowLength);
        }
        reference = new Reference(codec.name(), stream, this::allows);
    }

    private static Router router() {
        Router router = new Router();
        router.unknown(request -> HANDLED.add(request.message()));
        return router;
    }

    private static Dispatcher worker() {
        WorkerPool pool = new WorkerPool(ONE, ROUTER, new DispatchEvents() {}, "any-server-");
        pool.start();
        return pool;
    }

    /**
     * Has an input read on the calling thread, by all of the client that a message passes through: some bytes that choose
     * limits, who waits, and pieces, then the stream.
     */
    public static void read(byte[] input) throws Exception {
        Memory.watch(() -> new AnyServer(new Choices(input)).readHere());
    }

    /** Has the same read by a connection as the client puts it together, with its writer and its worker, to its end. */
    public static void readByConnection(byte[] input) throws Exception {
        Memory.watch(() -> new AnyServer(new Choices(input)).readByConnection());
    }

    private boolean allows(int id, long length) {
        return length <= (id == NARROW ? narrowLength : maxLength);
    }

    private void readHere() throws Exception {
        HANDLED.clear();
        Inbound inbound = inbound(READER);
        check(AnyReader.read(stream, cuts, frames, connection(new AnySocket(stream, cuts), inbound), inbound));
    }

    private void readByConnection() throws Exception {
        HANDLED.clear();
        AnySocket socket = new AnySocket(stream, cuts);
        TcpConnection connection = connection(socket, inbound(WORKER));
        connection.run();
        Kind why = connection.closeReason().orElseThrow().kind();
        assertTrue(why == Kind.CLOSED_BY_PEER || why == Kind.ILLEGAL_FRAME, why::toString);
        check(why == Kind.CLOSED_BY_PEER);
        assertTrue(socket.isClosed());
        assertTrue(socket.isEndSeen() || reference.refuses(), "not all was read");
    }

    private Inbound inbound(Dispatcher dispatcher) {
        return new MailboxInbound(dispatcher.mailbox(1, Holding.UNBOUNDED), waiters, new OneConnection(frames));
    }

    private TcpConnection connection(AnySocket socket, Inbound inbound) throws IOException {
        var context = new ConnectionContext(
                NO_HURRY,
                frames,
                new ConnectionListener() {},
                new ConnectionEvents() {},
                Sweeper.shared(),
                () -> true,
                MemoryCap.none(),
                new OneConnection(frames).users());
        return TcpConnection.over(socket, 1, inbound, context);
    }

    private void check(boolean legal) {
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
        assertEquals(reference.at() == stream.length, legal);
    }

    private Message next() {
        return reference.next(stream.length);
    }
}
