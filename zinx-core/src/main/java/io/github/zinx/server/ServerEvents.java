package io.github.zinx.server;

import io.github.zinx.CloseReason;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Message;
import io.github.zinx.Request;
import io.github.zinx.RequestView;
import io.github.zinx.dispatch.DispatchEvents;
import io.github.zinx.dispatch.LimitedLog;
import io.github.zinx.dispatch.Mailbox;
import io.github.zinx.transport.ConnectionEvents;
import io.github.zinx.transport.TcpConnection;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of everything that happens in a server, counts it, logs it, keeps the manager's books, and passes it on to the
 * listener on the event thread.
 */
final class ServerEvents implements ConnectionEvents, DispatchEvents {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final ConnectionManager manager;
    private final Quotas quotas;
    private final Counters counters;
    private final LimitedLog limited = new LimitedLog(LOG);
    private final EventThread eventThread;
    private volatile ServerListener listener = new ServerListener() {};
    private volatile @Nullable Notice notice;
    private volatile boolean listened;

    ServerEvents(ConnectionManager manager, Quotas quotas, Counters counters, EventThread eventThread) {
        this.manager = manager;
        this.quotas = quotas;
        this.counters = counters;
        this.eventThread = eventThread;
    }

    void listener(ServerListener newListener) {
        listener = newListener;
        listened = true;
    }

    LimitedLog log() {
        return limited;
    }

    // ---- admission ----

    /** The connection has its place, and this mailbox; nothing of it runs yet. */
    void admitted(TcpConnection connection, Mailbox mailbox) {
        counters.ledger.open(connection, mailbox);
    }

    void registered(TcpConnection connection, int count) {
        counters.accepted.increment();
        LOG.debug("{} admitted", connection);
        tell(l -> l.registered(connection, count));
    }

    void rejected(SocketAddress address, RejectCause cause) {
        Counters.at(counters.rejected, cause).increment();
        LOG.debug("connection from {} turned away: {}", address, cause);
        tell(l -> l.rejected(address, cause));
    }

    void acceptFailed(Throwable failure) {
        counters.acceptErrors.increment();
        limited.warn("accept", "cannot accept connections at the moment: " + failure, null);
    }

    // ---- one connection ----

    @Override
    public void readerStarted(TcpConnection connection) {
        tell(l -> l.readerStarted(connection));
    }

    @Override
    public void writerStarted(TcpConnection connection) {
        tell(l -> l.writerStarted(connection));
    }

    @Override
    public void started(TcpConnection connection) {
        tellNotice(connection);
    }

    /** Tells all that are there, and all that still come, what the application has to say before the server goes. */
    void announce(Message message) {
        Notice made = new Notice(message, counters.broadcastsSkipped);
        notice = made; // first, so that nobody who starts at this moment is passed over
        manager.forEach(made::tell);
    }

    /** To those alone that can be found, so that nothing goes out before a login. */
    private void tellNotice(TcpConnection connection) {
        Notice now = notice;
        if (now != null && connection.isFindable()) {
            now.tell(connection);
        }
    }

    @Override
    public void writabilityChanged(TcpConnection connection, boolean writable) {
        tell(l -> l.writabilityChanged(connection, writable));
    }

    @Override
    public void closing(TcpConnection connection, CloseReason reason) {
        Counters.at(counters.closed, reason.kind()).increment();
        switch (reason.kind()) {
            case ILLEGAL_FRAME -> limited.warn("illegal frame", () -> connection + " ends: " + reason);
            case LOGIN_REQUIRED -> limited.warn("login", () -> connection + " ends: " + reason);
            case FAILED -> {
                counters.failures.increment();
                limited.warn("failed", connection + " ends: " + reason.kind(), reason.cause());
            }
            case START_TIMEOUT ->
                limited.warn("start timeout", connection + " ends: its start hook took too long", null);
            default -> LOG.debug("{} ends: {}", connection, reason);
        }
        tell(l -> l.closing(connection, reason));
    }

    @Override
    public void released(TcpConnection connection) {
        quotas.released(connection.remoteAddress()); // first: who sees that a place is free shall get it
        manager.release();
    }

    @Override
    public void loginOver(TcpConnection connection) {
        quotas.loginOver();
        tellNotice(connection);
    }

    @Override
    public void writerEnded(TcpConnection connection) {
        tell(l -> l.writerEnded(connection));
    }

    @Override
    public void ended(TcpConnection connection) {
        counters.ledger.close(connection);
        Notice now = notice;
        if (now != null) {
            now.forget(connection);
        }
        int count = manager.remove(connection);
        tell(l -> l.unregistered(connection, count));
        tell(l -> l.readerEnded(connection));
        manager.checkGone();
    }

    @Override
    public void stopHookFailed(TcpConnection connection, Throwable failure) {
        counters.failures.increment();
        limited.warn("stop hook", "the stop hook of " + connection + " failed", failure);
    }

    // ---- where handlers run ----

    @Override
    public void workerStarted(int worker) {
        tell(l -> l.workerStarted(worker));
    }

    @Override
    public void unknown(Request request) {
        counters.unknown.increment();
        LOG.debug("{} has no handler", request);
    }

    @Override
    public void handlerFailed(Request request, Throwable failure) {
        handlerFailed(request.connection(), request, failure);
    }

    @Override
    public void viewHandlerFailed(RequestView view, Throwable failure) {
        handlerFailed(view.connection(), view, failure);
    }

    private void handlerFailed(Connection connection, Object message, Throwable failure) {
        if (failure instanceof ConnectionClosedException closed && closed.connectionId() == connection.id()) {
            counters.closedInHandler.increment();
            LOG.debug("a handler met the end of its own {}", connection);
        } else {
            counters.failures.increment();
            limited.warn("handler", "the handler of " + message + " failed", failure);
        }
    }

    @Override
    public void taskFailed(Throwable failure) {
        counters.failures.increment();
        limited.warn("task", "a task failed", failure);
    }

    @Override
    public void dropped(int count) {
        counters.dropped.add(count);
    }

    /** Something of the user's has been running for long; {@code first} unless that has been told before. */
    void overdue(OverdueCall call, boolean first) {
        if (first) {
            counters.overdue.increment();
        }
        limited.warn("overdue", call::toString);
        tell(l -> l.handlerOverdue(call));
    }

    private void tell(Consumer<ServerListener> event) {
        if (listened) {
            eventThread.execute(() -> event.accept(listener));
        }
    }
}
