package io.github.zinx.server;

import io.github.zinx.CloseReason;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionListener;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.Connections;
import io.github.zinx.Handler;
import io.github.zinx.Interceptor;
import io.github.zinx.Message;
import io.github.zinx.Router;
import io.github.zinx.StartHook;
import io.github.zinx.StopHook;
import io.github.zinx.ViewHandler;
import io.github.zinx.WorkerSettings;
import io.github.zinx.dispatch.Dispatcher;
import io.github.zinx.dispatch.Pacer;
import io.github.zinx.dispatch.ReaderDispatcher;
import io.github.zinx.dispatch.WorkerPool;
import io.github.zinx.transport.ConnectionContext;
import io.github.zinx.transport.Deadlines;
import io.github.zinx.transport.Frames;
import io.github.zinx.transport.MemoryCap;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP message server. Made from a configuration, given handlers and hooks, started once and stopped once.
 *
 * <pre>{@code
 * try (Server server = Server.create(ServerConfig.defaults())) {
 *     server.handle(1, request -> request.reply("hello")).serve();
 * }
 * }</pre>
 *
 * <p>Handlers, interceptors and hooks may be added at any time, also while serving. Several servers in one JVM share
 * nothing. Every method may be called from any thread, a handler or hook included, unless it says otherwise.
 */
public final class Server implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /** How much longer than the grace a stop may take, for its caller. */
    private static final Duration LATEST = Duration.ofSeconds(1);

    /** And how much of that is left to what was released by force, to come to its end. */
    private static final Duration FORCE = Duration.ofMillis(800);

    private enum Phase {
        NEW,
        SERVING,
        STOPPING
    }

    private final ServerConfig config;
    private final Router router = new Router();
    private final Counters counters = new Counters();
    private final EventThread eventThread = new EventThread("zinx-events");
    private final ConnectionManager manager;
    private final Quotas quotas;
    private final ServerEvents events;
    private final Frames frames;
    private final MemoryCap memory;
    private volatile StartHook startHook = connection -> {};
    private volatile StopHook stopHook = (connection, reason) -> {};

    /** Guards phase and acceptor; never held while user code runs or while anything but the start waits. */
    private final ReentrantLock lifecycle = new ReentrantLock();

    private Phase phase = Phase.NEW;
    private volatile @Nullable Acceptor acceptor;
    private volatile @Nullable Dispatcher dispatcher;
    private final AtomicBoolean ready = new AtomicBoolean();
    private volatile Duration grace;
    private volatile long stopBegan;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Server(ServerConfig config) {
        this.config = config;
        frames = new Frames(config.codec(), config.maxFrameLength());
        memory = new MemoryCap(StartChecks.maxBufferedBytes(config));
        manager = new ConnectionManager(config.maxConnections(), frames, counters.broadcastsSkipped);
        quotas = new Quotas(config);
        events = new ServerEvents(manager, quotas, counters, eventThread);
        grace = config.stopGrace();
    }

    /** Makes a server; opens nothing and starts no thread. */
    public static Server create(ServerConfig config) {
        return new Server(Objects.requireNonNull(config, "config"));
    }

    // ---- what it does ----

    /**
     * Sets the handler for a message id.
     *
     * @throws IllegalStateException if the id already has one
     */
    public Server handle(int id, Handler handler) {
        router.handle(id, handler);
        return this;
    }

    /**
     * Sets a handler of views for a message id: it sees the payload where it stands in the read buffer, so that one that only
     * passes messages on, or looks at a part of them, costs neither an array nor a copy. Pays for payloads of some kilobytes.
     * A copy is made all the same where a message has to wait for its handler, where workers are platform threads, where there
     * are interceptors, which get a {@link io.github.zinx.Request}, and where the codec has no
     * {@link io.github.zinx.wire.InPlaceDecoder}.
     *
     * @throws IllegalStateException if the id already has a handler
     */
    public Server handleView(int id, ViewHandler handler) {
        router.handleView(id, handler);
        return this;
    }

    /**
     * Limits what peers may send under an id more narrowly than {@code frame.max-length} does, in bytes of payload. A
     * frame that announces more ends its connection before anything is kept of it. Holds for the frames whose header
     * arrives from now on; what this side sends is not concerned.
     *
     * @throws IllegalArgumentException if that is negative or more than {@code frame.max-length}
     */
    public Server maxLength(int id, int bytes) {
        frames.limit(id, bytes);
        return this;
    }

    /** Sets the handler for ids that have none, in place of the one before; without one such messages are only counted. */
    public Server unknown(Handler handler) {
        router.unknown(handler);
        return this;
    }

    /** Adds an interceptor around all handlers; the first added is the outermost. */
    public Server use(Interceptor interceptor) {
        router.use(interceptor);
        return this;
    }

    /** Sets the start hook, in place of the one before; see {@link ConnectionListener#onStart}. */
    public Server onStart(StartHook hook) {
        startHook = Objects.requireNonNull(hook, "hook");
        return this;
    }

    /** Sets the stop hook, in place of the one before; see {@link ConnectionListener#onStop}. */
    public Server onStop(StopHook hook) {
        stopHook = Objects.requireNonNull(hook, "hook");
        return this;
    }

    /** Sets who watches, in place of the one before; to be set before the start by whoever wants to miss nothing. */
    public Server listener(ServerListener listener) {
        events.listener(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    // ---- its life ----

    /**
     * Opens the port and starts to serve; returns as soon as clients can connect. The acceptor's thread keeps the JVM up
     * until the server is stopped. Where it listens and what is configured goes to the log once, at INFO.
     *
     * @throws IOException if the address cannot be resolved or listened on; nothing is left open, and the server stays
     *     stopped
     * @throws IllegalStateException if the server was started or stopped before
     */
    public Server start() throws IOException {
        lifecycle.lock();
        try {
            if (phase != Phase.NEW) {
                throw new IllegalStateException("a server is started once; make a new one");
            }
            phase = Phase.STOPPING; // and so it stays if anything fails
            try {
                open();
            } catch (Throwable t) {
                closeEvents(0);
                stopped.countDown();
                throw t;
            }
            phase = Phase.SERVING;
            ready.set(true);
            return this;
        } finally {
            lifecycle.unlock();
        }
    }

    private void open() throws IOException {
        StartChecks.memory(config);
        WorkerSettings workers = StartChecks.workers(config);
        Dispatcher work = workers.count() == 0
                ? new ReaderDispatcher(workers, router, events, "zinx-task-")
                : WorkerPool.withReaders(workers, router, events, "zinx-worker-");
        Deadlines deadlines = null;
        try {
            var carriers = new Carriers(events.log(), counters.ledger);
            deadlines = new Deadlines(
                    "zinx-sweeper", new Watchdog(config.handlerWarning(), counters.ledger, events, carriers));
            var context = new ConnectionContext(
                    config.connection(),
                    frames,
                    hooks(),
                    events,
                    deadlines,
                    WorkerPool::giveUpLane,
                    memory,
                    config.login(),
                    manager.users(),
                    Pacer::readerSeat);
            Acceptor fresh = new Acceptor(config, manager, new Admitter(manager, quotas, events, work, context));
            dispatcher = work;
            acceptor = fresh;
            work.start();
            Deadlines sweeper = deadlines;
            new AcceptorThread(() -> {
                        fresh.run();
                        shutDown(work, sweeper);
                    })
                    .start();
        } catch (Throwable t) {
            if (acceptor != null) {
                acceptor.close();
            }
            work.stop();
            if (deadlines != null) {
                deadlines.close();
            }
            throw t;
        }
        StartLines.write(config, workers, acceptor.address());
    }

    /** Starts, and returns when the server has stopped: {@link #start} and {@link #awaitStopped}. */
    public void serve() throws IOException, InterruptedException {
        start().awaitStopped();
    }

    /**
     * Returns the port that is listened on; where the configuration says 0, the one the system has chosen.
     *
     * @throws IllegalStateException if the server has not been started
     */
    public int port() {
        Acceptor running = acceptor;
        if (running == null) {
            throw new IllegalStateException("the server has no port before it is started");
        }
        return running.port();
    }

    /**
     * Stops: no new connections from here on; every connection may finish within the grace what it has queued; then what
     * is left is released by force. Returns when everything has ended, at the latest one second after the grace; the port
     * is free then. A handler that still runs gets its connection's stop hook when it returns.
     *
     * <p>Called on one of the server's own threads (a handler, a hook, an event) it only begins the stop and returns at
     * once. Calling it again waits for the stop that is under way. A server that was never started is stopped at once.
     */
    public void stop(Duration stopGrace) {
        Objects.requireNonNull(stopGrace, "stopGrace");
        lifecycle.lock();
        try {
            if (phase == Phase.NEW) {
                closeEvents(0);
                stopped.countDown();
            } else if (phase == Phase.SERVING) {
                grace = within(Duration.ZERO, stopGrace, ConnectionSettings.LONGEST);
                stopBegan = System.nanoTime();
                Objects.requireNonNull(acceptor).close();
            }
            phase = Phase.STOPPING;
            ready.set(false);
        } finally {
            lifecycle.unlock();
        }
        if (!isOwn(Thread.currentThread())) {
            awaitStop(grace.plus(LATEST));
        }
    }

    /**
     * Lets clients and load balancers go first, and then stops. From the call on {@link #isReady()} is false; for
     * {@code catchUp} the server goes on as ever, new connections included, so that load balancers can notice. Then every
     * connection is sent the notice, also those that still come, and where a login is asked for once it has logged in; each
     * may leave by itself for {@code leave}. Once none is left, or that time is over, the server stops with the grace of
     * the configuration.
     *
     * <p>Nobody is told twice. A connection without room in its send queue is not told; the server counts it. Returns when
     * the server has stopped; called on one of the server's own threads it only begins and returns at once. {@link #stop}
     * may be called meanwhile and cuts it short. Calling it again waits for the end of what is under way.
     *
     * @param notice what clients are told, or null to tell them nothing
     * @throws IllegalArgumentException if a time is negative, or the notice is longer than the frame limit
     * @throws IllegalStateException if the server is not serving
     */
    public void drain(Duration catchUp, @Nullable Message notice, Duration leave) {
        Drain drain = new Drain(catchUp, notice, leave);
        if (notice != null) {
            frames.check(notice);
        }
        boolean first = leaveReady();
        Runnable work = () -> {
            if (first) {
                drain.run(events, manager, stopped);
            }
            stop(config.stopGrace());
        };
        if (isOwn(Thread.currentThread())) {
            Thread.ofPlatform().name("zinx-drain").daemon().start(work);
        } else if (first) {
            work.run();
        } else {
            awaitStop(config.stopGrace().plus(LATEST).plus(drain.longest()));
        }
    }

    /** Returns false if the server was draining or stopping before. Clients may be there before the start has returned. */
    private boolean leaveReady() {
        lifecycle.lock();
        try {
            if (acceptor == null) {
                throw new IllegalStateException("a server that was not started cannot be drained");
            }
            return ready.compareAndSet(true, false);
        } finally {
            lifecycle.unlock();
        }
    }

    /** Says whether the server serves and is neither draining nor stopping: what a readiness probe asks. */
    public boolean isReady() {
        return ready.get();
    }

    /** Stops with the grace of the configuration; see {@link #stop}. */
    @Override
    public void close() {
        stop(config.stopGrace());
    }

    /** Waits until the server has stopped; returns at once if it never serves again. Not for the server's own threads. */
    public void awaitStopped() throws InterruptedException {
        stopped.await();
    }

    // ---- what can be seen of it ----

    /** Returns the connections. */
    public Connections connections() {
        return manager;
    }

    /** Returns the configuration it was made with. */
    public ServerConfig config() {
        return config;
    }

    /**
     * Returns an executor that runs what it is given on the event thread, in order with the calls of the
     * {@link ServerListener}. It never waits; what does not fit is dropped and counted.
     */
    public Executor events() {
        return eventThread;
    }

    /**
     * Returns the counters as they are now. Stops nothing; it looks at every connection, which takes a millisecond or so
     * for ten thousand of them. May be called by any thread, also before the start and after the end.
     */
    public ServerStats stats() {
        Ledger.Sums sums = counters.ledger.sums();
        HandlerTimes times = new HandlerTimes(sums.times());
        Map<String, Long> suppressed = events.log().suppressed();
        eventThread.log().suppressed().forEach((topic, count) -> suppressed.merge(topic, count, Long::sum));
        return new ServerStats(
                manager.count(),
                memory.held(),
                counters.accepted.sum(),
                Counters.sums(counters.rejected, RejectCause.class),
                Counters.sums(counters.closed, CloseReason.Kind.class),
                times.count(),
                counters.unknown.sum(),
                counters.dropped.sum(),
                counters.failures.sum(),
                counters.closedInHandler.sum(),
                counters.broadcastsSkipped.sum(),
                counters.acceptErrors.sum(),
                eventThread.dropped(),
                suppressed,
                sums.traffic(),
                counters.ledger.mailboxes(),
                counters.ledger.sendQueues(),
                times,
                counters.overdue.sum());
    }

    // ---- inside ----

    private ConnectionListener hooks() {
        return new ConnectionListener() {
            @Override
            public void onStart(Connection connection) throws Exception {
                startHook.onStart(connection);
            }

            @Override
            public void onStop(Connection connection, CloseReason reason) throws Exception {
                stopHook.onStop(connection, reason);
            }
        };
    }

    /** The acceptor's thread, once it accepts no more: ends everything else. */
    private void shutDown(Dispatcher work, Deadlines deadlines) {
        boolean gone = false;
        try {
            manager.stopAll(left(Duration.ZERO));
            gone = manager.awaitGone(left(Duration.ZERO).toNanos());
            if (!gone) {
                manager.abortAll();
                gone = manager.awaitGone(left(FORCE).toNanos());
            }
        } catch (InterruptedException e) {
            LOG.warn("the stop of {} was interrupted", config.name());
        }
        if (gone) {
            sweepUp(work, deadlines);
        } else {
            LOG.warn("{} stops while handlers or hooks still run", config.name());
            Thread.ofVirtual().name("zinx-stop").start(() -> sweepUpWhenGone(work, deadlines));
        }
        LOG.info("{} has stopped", config.name());
        stopped.countDown();
    }

    private void sweepUpWhenGone(Dispatcher work, Deadlines deadlines) {
        try {
            manager.awaitGone(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sweepUp(work, deadlines);
    }

    private void sweepUp(Dispatcher work, Deadlines deadlines) {
        work.stop();
        deadlines.close();
        closeEvents(left(FORCE).toNanos());
    }

    private void closeEvents(long nanos) {
        try {
            eventThread.close(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration within(Duration least, Duration value, Duration most) {
        return value.compareTo(least) < 0 ? least : value.compareTo(most) > 0 ? most : value;
    }

    /** Returns what is left of the grace and so much more. */
    private Duration left(Duration more) {
        long gone = System.nanoTime() - stopBegan;
        long left = grace.plus(more).toNanos() - gone;
        return Duration.ofNanos(Math.max(0, left));
    }

    private boolean isOwn(Thread thread) {
        Dispatcher work = dispatcher;
        return eventThread.is(thread) || (work != null && work.owns(thread)) || manager.isReadBy(thread);
    }

    private void awaitStop(Duration atMost) {
        boolean interrupted = false;
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            try {
                stopped.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
