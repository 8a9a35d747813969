package io.github.zinx.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The listener: accepts, asks for a permit, hands over. It runs no user code and ends only when it is closed: whatever
 * is thrown (descriptors used up, no memory, a class that cannot be loaded for want of either) is reported, and after a
 * pause it goes on.
 */
final class Acceptor implements Runnable {

    private static final long FIRST_PAUSE = Duration.ofMillis(5).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(1).toNanos();

    private final ServerSocket listener;
    private final ConnectionManager manager;
    private final Admission admission;
    private final boolean waits;
    private final AcceptRate rate;
    private final CountDownLatch closed = new CountDownLatch(1);
    private long pause = FIRST_PAUSE;

    /** Binds the listener; nothing is accepted before {@link #run}. */
    Acceptor(ServerConfig config, ConnectionManager manager, Admission admission) throws IOException {
        this(
                bound(config),
                config.whenFull() == WhenFull.WAIT,
                new AcceptRate(config.maxAcceptRate(), System.nanoTime()),
                manager,
                admission);
    }

    /** Takes over a listener that is bound already. */
    Acceptor(ServerSocket listener, boolean waits, AcceptRate rate, ConnectionManager manager, Admission admission) {
        this.listener = listener;
        this.waits = waits;
        this.rate = rate;
        this.manager = manager;
        this.admission = admission;
    }

    private static ServerSocket bound(ServerConfig config) throws IOException {
        // Of a channel, since only the sockets that it accepts can be written to without waiting.
        ServerSocket listener = null;
        try {
            listener = ServerSocketChannel.open().socket();
            listener.setReuseAddress(true);
            InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
            if (address.isUnresolved()) {
                throw new UnknownHostException("the host name is not known");
            }
            listener.bind(address, config.backlog());
            return listener;
        } catch (Throwable t) {
            if (listener != null) {
                listener.close();
            }
            if (t instanceof IOException) {
                throw new IOException(
                        "cannot listen on " + config.host() + " port " + config.port() + ": " + t.getMessage(), t);
            }
            throw t;
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    @Override
    public void run() {
        boolean permit = false;
        while (isOpen()) {
            try {
                if (waits && !permit) {
                    manager.acquirePermit();
                    permit = true;
                    continue; // the wait may have been ended by close
                }
                long tooEarly = waits ? rate.waitAt(System.nanoTime()) : 0;
                if (tooEarly > 0) {
                    closed.await(tooEarly, TimeUnit.NANOSECONDS); // the rest waits in the backlog
                    continue;
                }
                Socket socket = listener.accept();
                pause = FIRST_PAUSE;
                try {
                    if (!waits && rate.waitAt(System.nanoTime()) > 0) {
                        turnAway(socket, RejectCause.RATE);
                    } else if (waits || manager.tryAcquirePermit()) {
                        permit = false;
                        admit(socket);
                    } else {
                        turnAway(socket, RejectCause.FULL);
                    }
                } catch (Throwable t) {
                    socket.close(); // a channel that is merely forgotten keeps its descriptor for ever
                    throw t;
                }
            } catch (Throwable t) {
                if (isOpen()) {
                    survive(t);
                }
            }
        }
        if (permit) {
            manager.returnPermit();
        }
    }

    /** Closes the listener, so that new connections are refused, and ends {@link #run}, whatever it waits for. */
    void close() {
        closed.countDown();
        if (waits) {
            manager.returnPermit(); // wakes the acceptor, which gives it back
        }
        try {
            listener.close();
        } catch (IOException e) {
            // The descriptor is gone either way.
        }
    }

    private void admit(Socket socket) throws IOException {
        Optional<RejectCause> refused = admission.admit(socket, socket.getRemoteSocketAddress());
        if (refused.isPresent()) {
            turnAway(socket, refused.get());
        } else {
            rate.admitted(System.nanoTime());
        }
    }

    private void turnAway(Socket socket, RejectCause cause) throws IOException {
        try (socket) {
            admission.rejected(
                    socket.getRemoteSocketAddress(), cause); // first, so that it is counted when the peer knows
            finish(socket);
        }
    }

    /** So that a peer that has spoken already sees an end and no reset, if it is still there. */
    private static void finish(Socket socket) {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // It is not.
        }
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    /** Reports and pauses; the pause must not depend on the report, or a failing one would make this a busy loop. */
    private void survive(Throwable failure) {
        try {
            admission.acceptFailed(failure);
        } catch (Throwable t) {
            // Without descriptors or memory even a log line may be too much.
        }
        try {
            closed.await(pause, TimeUnit.NANOSECONDS);
        } catch (Throwable t) {
            LockSupport.parkNanos(pause);
        }
        pause = longer(pause);
    }

    /** Returns how long to pause after a pause of so many nanoseconds did not help. */
    static long longer(long pause) {
        return Math.min(LONGEST_PAUSE, pause * 2);
    }
}
