package io.github.zinx.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionListener;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.Message;
import io.github.zinx.QueueDepth;
import io.github.zinx.Request;
import io.github.zinx.Router;
import io.github.zinx.StubConnection;
import io.github.zinx.Traffic;
import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import io.github.zinx.dispatch.DispatchEvents;
import io.github.zinx.dispatch.Dispatcher;
import io.github.zinx.dispatch.Holding;
import io.github.zinx.dispatch.Mailbox;
import io.github.zinx.dispatch.ReaderDispatcher;
import io.github.zinx.dispatch.WorkerPool;
import io.github.zinx.transport.ConnectionContext;
import io.github.zinx.transport.ConnectionEvents;
import io.github.zinx.transport.Deadlines;
import io.github.zinx.transport.Frames;
import io.github.zinx.transport.MemoryCap;
import io.github.zinx.transport.TcpConnection;
import io.github.zinx.transport.Users;
import io.github.zinx.wire.FrameCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing that a connection has counted is in a sum twice, and nothing is lost when it ends. */
@Timeout(30)
class LedgerTest {

    private static final int HEADER = 8;

    private final Ledger ledger = new Ledger();
    private final Deadlines deadlines = new Deadlines("test-sweeper", now -> {});
    private final List<TcpConnection> connections = new ArrayList<>();

    /** Runs handlers where they arrive. */
    private final Dispatcher readers =
            new ReaderDispatcher(workers(0), new Router(), new DispatchEvents() {}, "test-task-");

    /** Is not started: what its mailboxes are given waits. */
    private final Dispatcher idle = new WorkerPool(workers(1), new Router(), new DispatchEvents() {}, "test-worker-");

    private static WorkerSettings workers(int count) {
        return new WorkerSettings(count, Threads.VIRTUAL, 10, 1000, 10);
    }

    @AfterEach
    void end() {
        connections.forEach(TcpConnection::abort);
        deadlines.close();
    }

    /** Makes a connection, which does not run yet. */
    private TcpConnection connection(long id) throws IOException {
        ConnectionEvents nobody = new ConnectionEvents() {};
        ConnectionListener noHooks = new ConnectionListener() {};
        var context = new ConnectionContext(
                ConnectionSettings.defaults(),
                new Frames(FrameCodec.named("ltv-le"), 100),
                noHooks,
                nobody,
                deadlines,
                () -> true,
                MemoryCap.none(),
                new Users());
        MailboxInbound inbound = new MailboxInbound(readers.mailbox(id, Holding.UNBOUNDED), StubConnection.NOBODY);
        TcpConnection made = TcpConnection.over(new FakeSocket(true), id, inbound, context);
        connections.add(made);
        return made;
    }

    private static Request request(int bytes) {
        return new Request(new StubConnection(1), Message.of(1, new byte[bytes]), StubConnection.NOBODY);
    }

    private long handled() {
        return Arrays.stream(ledger.sums().times().counts()).sum();
    }

    @Test
    void whatEndedConnectionsHandledStaysInTheSumOnce() throws Exception {
        assertEquals(0, handled());
        TcpConnection one = connection(1);
        TcpConnection other = connection(2);
        Mailbox ones = readers.mailbox(1, Holding.UNBOUNDED);
        Mailbox others = readers.mailbox(2, Holding.UNBOUNDED);
        ledger.open(one, ones);
        ledger.open(other, others);
        ones.accept(request(1));
        ones.accept(request(1));
        others.accept(request(1));
        assertEquals(3, handled());

        Thread end = Thread.ofVirtual().start(() -> ledger.close(one));
        assertTrue(end.join(Duration.ofSeconds(10)), "a sum keeps nobody from ending");
        assertEquals(3, handled());
        ledger.close(one); // and a connection that is not there is nothing
        others.accept(request(1));
        assertEquals(4, handled());
        assertFalse(ledger.isEmpty());

        ledger.close(other);
        assertEquals(4, handled());
        assertTrue(ledger.isEmpty());
    }

    @Test
    void whatEndedConnectionsSentStaysInTheSumOnce() throws Exception {
        TcpConnection one = connection(1);
        TcpConnection other = connection(2);
        ledger.open(one, readers.mailbox(1, Holding.UNBOUNDED));
        ledger.open(other, readers.mailbox(2, Holding.UNBOUNDED));
        assertEquals(Traffic.NONE, ledger.sums().traffic());

        send(one, 10);
        send(other, 20);
        Traffic both = new Traffic(0, 0, 2, 30 + 2 * HEADER);
        assertEquals(both, ledger.sums().traffic());

        ledger.close(one);
        assertEquals(both, ledger.sums().traffic());
        ledger.close(other);
        assertEquals(both, ledger.sums().traffic());
    }

    private static void send(TcpConnection connection, int bytes) throws InterruptedException {
        Thread.startVirtualThread(connection);
        await().until(connection::isFindable);
        connection.sendBuffered(1, new byte[bytes]);
        assertTrue(connection.flush(Duration.ofSeconds(10)));
    }

    @Test
    void whatWaitsIsOfThoseThatAreThere() throws Exception {
        assertEquals(QueueDepth.EMPTY, ledger.mailboxes());
        assertEquals(QueueDepth.EMPTY, ledger.sendQueues());
        for (int id = 1; id <= 2; id++) {
            TcpConnection connection = connection(id);
            Mailbox mailbox = idle.mailbox(id, Holding.UNBOUNDED);
            ledger.open(connection, mailbox);
            mailbox.accept(request(100 * id));
            mailbox.execute(() -> {});
            connection.sendBuffered(1, new byte[10 * id]);
        }
        assertEquals(new QueueDepth(4, 300), ledger.mailboxes());
        assertEquals(new QueueDepth(2, 30 + 2 * HEADER), ledger.sendQueues());

        ledger.close(connections.getFirst());
        assertEquals(new QueueDepth(2, 200), ledger.mailboxes());
        assertEquals(new QueueDepth(1, 20 + HEADER), ledger.sendQueues());
        List<Long> there = new ArrayList<>();
        ledger.forEach(account -> there.add(account.connection().id()));
        assertEquals(List.of(2L), there);
    }
}
