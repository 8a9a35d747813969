package io.github.zinx.server;

import io.github.zinx.CloseReason;
import io.github.zinx.ConnectionListener;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.Router;
import io.github.zinx.WorkerSettings;
import io.github.zinx.dispatch.DispatchEvents;
import io.github.zinx.dispatch.Holding;
import io.github.zinx.dispatch.ReaderDispatcher;
import io.github.zinx.transport.ConnectionContext;
import io.github.zinx.transport.ConnectionEvents;
import io.github.zinx.transport.Deadlines;
import io.github.zinx.transport.Frames;
import io.github.zinx.transport.MemoryCap;
import io.github.zinx.transport.TcpConnection;
import io.github.zinx.wire.FrameCodec;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Admission without sockets and threads: a server's manager and quotas, and the books that its events keep. */
final class Door implements ConnectionEvents {

    /** Shared by all, because it has a thread; it looks after nothing here. */
    private static final Deadlines DEADLINES = new Deadlines("test-sweeper", now -> {});

    private static final Frames FRAMES = new Frames(FrameCodec.named("ltv-le"), 100);
    private static final ReaderDispatcher DISPATCHER = new ReaderDispatcher(
            new WorkerSettings(0, WorkerSettings.Threads.VIRTUAL, 10, 1000, 10),
            new Router(),
            new DispatchEvents() {},
            "test-task-");

    final ConnectionManager manager;
    private final Quotas quotas;
    private final ServerConfig config;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    /** A door with so many places, and as many for those without a login. */
    Door(int places) {
        config = ServerConfig.builder()
                .maxConnections(places)
                .loginIds(1)
                .loginShare(100)
                .build();
        manager = new ConnectionManager(places, FRAMES, new LongAdder());
        quotas = new Quotas(config);
    }

    /** Loads what a scenario needs, and starts the sweeper's thread, which is no part of any. */
    static void prepare() throws IOException {
        new Door(1).admit(1).orElseThrow().abort();
    }

    /** Admits a connection as the acceptor does, if there is a place for it. */
    Optional<TcpConnection> admit(long id) throws IOException {
        if (!manager.tryAcquirePermit()) {
            return Optional.empty();
        }
        TcpConnection connection = made(id);
        if (quotas.take(connection.remoteAddress()).isPresent()) {
            manager.returnPermit();
            return Optional.empty();
        }
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        manager.add(connection);
        return Optional.of(connection);
    }

    /** Makes a connection that has no place yet. */
    TcpConnection made(long id) throws IOException {
        var context = new ConnectionContext(
                ConnectionSettings.builder().sendQueueCapacity(1).build(),
                FRAMES,
                new ConnectionListener() {},
                this,
                DEADLINES,
                () -> true,
                MemoryCap.none(),
                config.login(),
                manager.users(),
                () -> () -> {});
        var inbound = new MailboxInbound(DISPATCHER.mailbox(id, Holding.UNBOUNDED), manager);
        return TcpConnection.over(new FakeSocket(true), id, inbound, context);
    }

    int loginsLeft() {
        return quotas.loginsLeft();
    }

    /** Returns how many have had a place at once, at most. */
    int most() {
        return most.get();
    }

    // As the server's events do it.

    @Override
    public void released(TcpConnection connection) {
        inside.decrementAndGet();
        SocketAddress address = connection.remoteAddress();
        quotas.released(address);
        manager.release();
    }

    @Override
    public void loginOver(TcpConnection connection) {
        quotas.loginOver();
    }

    @Override
    public void closing(TcpConnection connection, CloseReason reason) {}

    @Override
    public void ended(TcpConnection connection) {
        manager.remove(connection);
        manager.checkGone();
    }
}
