package io.github.zinx.transport;

import io.github.zinx.CloseReason;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionListener;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.LoginSettings;
import io.github.zinx.Message;
import io.github.zinx.wire.FrameCodec;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A connection whose two threads have not begun, and what has been told of it. */
final class IdleConnection implements ConnectionEvents {

    /** Shared by all, because it has a thread; it looks after nothing here. */
    private static final Deadlines DEADLINES = new Deadlines("test-sweeper", now -> {});

    private static final Frames FRAMES = new Frames(FrameCodec.named("ltv-le"), 100);
    private static final LoginSettings LOGIN = new LoginSettings(Set.of(1), Duration.ofSeconds(1), 10, 50);

    final AtomicInteger closing = new AtomicInteger();
    final AtomicInteger released = new AtomicInteger();
    final AtomicInteger loginOver = new AtomicInteger();
    final AtomicReference<CloseReason> told = new AtomicReference<>();
    final TcpConnection connection;

    IdleConnection(Users users) {
        var context = new ConnectionContext(
                ConnectionSettings.builder().sendQueueCapacity(1).build(),
                FRAMES,
                new ConnectionListener() {},
                this,
                DEADLINES,
                () -> true,
                MemoryCap.none(),
                LOGIN,
                users,
                () -> () -> {});
        connection = new TcpConnection(new NoLink(), 7, new NoInbound(), context);
    }

    /** Starts the sweeper's thread, which is no part of any scenario. */
    static void prepare() {
        new IdleConnection(new Users());
    }

    @Override
    public void closing(TcpConnection c, CloseReason reason) {
        closing.incrementAndGet();
        told.set(reason);
    }

    @Override
    public void released(TcpConnection c) {
        released.incrementAndGet();
    }

    @Override
    public void loginOver(TcpConnection c) {
        loginOver.incrementAndGet();
    }

    private static final class NoLink implements Link {
        private static final SocketAddress NOWHERE = InetSocketAddress.createUnresolved("nowhere", 1);

        @Override
        public int read(byte[] buffer, int offset, int length, int millis) {
            return -1;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {}

        @Override
        public void finish() {}

        @Override
        public void close() {}

        @Override
        public void abort() {}

        @Override
        public SocketAddress remoteAddress() {
            return NOWHERE;
        }

        @Override
        public SocketAddress localAddress() {
            return NOWHERE;
        }
    }

    private static final class NoInbound implements Inbound {
        @Override
        public boolean accept(Connection c, Message message) {
            return false;
        }

        @Override
        public boolean execute(Runnable task) {
            return false;
        }

        @Override
        public boolean isIdle() {
            return true;
        }

        @Override
        public void finish() {}

        @Override
        public void awaitHandled() {}

        @Override
        public void close() {}

        @Override
        public void awaitIdle() {}
    }
}
