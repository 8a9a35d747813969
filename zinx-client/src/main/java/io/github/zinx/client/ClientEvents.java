package io.github.zinx.client;

import io.github.zinx.CloseReason;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Request;
import io.github.zinx.dispatch.DispatchEvents;
import io.github.zinx.dispatch.LimitedLog;
import io.github.zinx.transport.ConnectionEvents;
import io.github.zinx.transport.TcpConnection;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears of everything that happens in a client, logs it, and knows when its connection has started. */
final class ClientEvents implements ConnectionEvents, DispatchEvents {

    private static final Logger LOG = LoggerFactory.getLogger(Client.class);

    /** What the peer sends decides how often a handler fails. */
    private final LimitedLog limited = new LimitedLog(LOG);

    private final OneConnection connections;
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile Optional<CloseReason> endedEarly = Optional.empty();

    ClientEvents(OneConnection connections) {
        this.connections = connections;
    }

    /** Waits until the start hook has returned or the connection is gone; returns why it ended before that, if so. */
    Optional<CloseReason> awaitStarted() throws InterruptedException {
        started.await();
        return endedEarly;
    }

    @Override
    public void started(TcpConnection connection) {
        LOG.debug("{} started", connection);
        nowStarted(connection);
    }

    @Override
    public void closing(TcpConnection connection, CloseReason reason) {
        boolean failure = switch (reason.kind()) {
            case ILLEGAL_FRAME, FAILED, START_TIMEOUT -> true;
            default -> false;
        };
        if (failure && started.getCount() == 0) {
            boolean ours = reason.kind() == CloseReason.Kind.FAILED;
            LOG.warn("{} ends: {}", connection, reason, ours ? reason.cause() : null);
        } else {
            LOG.debug("{} ends: {}", connection, reason); // of a failed start connect() tells its caller
        }
    }

    @Override
    public void released(TcpConnection connection) {
        connections.release();
        nowStarted(connection);
    }

    @Override
    public void stopHookFailed(TcpConnection connection, Throwable failure) {
        limited.warn("stop hook", "the stop hook of " + connection + " failed", failure);
    }

    @Override
    public void unknown(Request request) {
        LOG.debug("{} has no handler", request);
    }

    @Override
    public void handlerFailed(Request request, Throwable failure) {
        Connection connection = request.connection();
        if (failure instanceof ConnectionClosedException closed && closed.connectionId() == connection.id()) {
            LOG.debug("a handler met the end of its own {}", connection);
        } else {
            limited.warn("handler", "the handler of " + request + " failed", failure);
        }
    }

    @Override
    public void taskFailed(Throwable failure) {
        limited.warn("task", "a task failed", failure);
    }

    private void nowStarted(TcpConnection connection) {
        if (started.getCount() > 0) {
            endedEarly = connection.closeReason();
            started.countDown();
        }
    }
}
