package io.github.zinx.server;

import io.github.zinx.Connection;
import io.github.zinx.Connections;
import io.github.zinx.Message;
import io.github.zinx.transport.Frames;
import io.github.zinx.transport.TcpConnection;
import io.github.zinx.transport.Users;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is connected, and how many may be.
 *
 * <p>A permit is taken before a connection gets its place and comes back when it is released, once; so there are never
 * more than the permits say, however many arrive at once. An entry stays from admission until the stop hook has
 * returned, which may be later than the release.
 */
final class ConnectionManager implements Connections {

    private final Frames frames;
    private final Semaphore permits;
    private final LongAdder broadcastsSkipped;
    private final Users users = new Users();
    private final ConcurrentHashMap<Long, TcpConnection> entries = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final CountDownLatch gone = new CountDownLatch(1);
    private final AtomicReference<@Nullable Long> stopAt = new AtomicReference<>();
    private volatile boolean stopping;

    ConnectionManager(int maxConnections, Frames frames, LongAdder broadcastsSkipped) {
        this.frames = frames;
        this.broadcastsSkipped = broadcastsSkipped;
        permits = new Semaphore(maxConnections);
    }

    /** Whose connection is whose; to be given to the connections. */
    Users users() {
        return users;
    }

    // ---- places ----

    boolean tryAcquirePermit() {
        return permits.tryAcquire();
    }

    /** Waits until there is a place, or the server stops. */
    void acquirePermit() throws InterruptedException {
        permits.acquire();
    }

    /** Gives back a permit for which no connection was added, or wakes whoever waits for one at the stop. */
    void returnPermit() {
        permits.release();
    }

    /**
     * Gives a connection the place for which a permit has been taken; returns the count with it. If the server is
     * stopping, the connection is asked to end: either this sees that, or {@link #stopAll} sees the entry.
     */
    int add(TcpConnection connection) {
        int now = count.incrementAndGet();
        TcpConnection other = entries.putIfAbsent(connection.id(), connection);
        if (other != null) {
            count.decrementAndGet();
            throw new IllegalStateException("connection id " + connection.id() + " is taken by " + other);
        }
        if (stopping) {
            stop(connection);
        }
        return now;
    }

    /** The connection's place is free again; it can still be found until {@link #remove}. */
    void release() {
        count.decrementAndGet();
        permits.release();
    }

    /** Forgets this connection, and no other that may have the same id; returns the count. */
    int remove(TcpConnection connection) {
        entries.remove(connection.id(), connection);
        return count.get();
    }

    // ---- the stop ----

    /** Asks all that are there, and all that still come, to end within this time. */
    void stopAll(Duration grace) {
        stopAt.set(System.nanoTime() + grace.toNanos());
        stopping = true;
        entries.values().forEach(this::stop);
        checkGone();
    }

    /** Waits until the last connection has ended, stop hook included; false if that took longer. For a stopping server. */
    boolean awaitGone(long nanos) throws InterruptedException {
        return gone.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Releases all that have not ended. */
    void abortAll() {
        entries.values().forEach(TcpConnection::abort);
    }

    boolean isReadBy(Thread thread) {
        return entries.values().stream().anyMatch(connection -> connection.isReadBy(thread));
    }

    /** To be called after each {@link #remove}, once whoever wants to know of it has been told: a stop may go on now. */
    void checkGone() {
        if (stopping && entries.isEmpty()) {
            gone.countDown();
        }
    }

    private void stop(TcpConnection connection) {
        Long at = stopAt.get();
        long left = at == null ? 0 : at - System.nanoTime();
        connection.stop(Duration.ofNanos(Math.max(0, left)));
    }

    // ---- Connections ----

    @Override
    public Optional<Connection> find(long id) {
        return Optional.<Connection>ofNullable(entries.get(id)).filter(c -> ((TcpConnection) c).isFindable());
    }

    @Override
    public Optional<Connection> findUser(Object user) {
        return users.find(user);
    }

    @Override
    public int count() {
        return count.get();
    }

    @Override
    public void forEach(Consumer<? super Connection> action) {
        findable().forEachRemaining(action);
    }

    @Override
    public int broadcast(Message message) {
        return TcpConnection.broadcast(message, frames, count.get(), findable(), broadcastsSkipped);
    }

    @Override
    public void closeAll() {
        entries.values().forEach(TcpConnection::close);
    }

    private Iterator<TcpConnection> findable() {
        return entries.values().stream().filter(TcpConnection::isFindable).iterator();
    }
}
