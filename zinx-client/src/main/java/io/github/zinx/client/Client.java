package io.github.zinx.client;

import io.github.zinx.CloseReason;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionListener;
import io.github.zinx.Handler;
import io.github.zinx.Interceptor;
import io.github.zinx.Message;
import io.github.zinx.Router;
import io.github.zinx.StartHook;
import io.github.zinx.StopHook;
import io.github.zinx.dispatch.Holding;
import io.github.zinx.dispatch.WorkerPool;
import io.github.zinx.transport.ConnectionContext;
import io.github.zinx.transport.Frames;
import io.github.zinx.transport.MemoryCap;
import io.github.zinx.transport.TcpConnection;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A client of a Zinx server: one connection, opened from this side. Made from a configuration, given handlers and hooks,
 * connected once and closed once; a lost connection stays lost, and a new client is made for a new one.
 *
 * <pre>{@code
 * try (Client client = Client.create(ClientConfig.builder().host("localhost").build())) {
 *     client.handle(0, reply -> System.out.println(reply.text())).connect();
 *     client.sendBuffered(0, "ping");
 *     client.awaitClosed();
 * }
 * }</pre>
 *
 * <p>Handlers run one at a time, in the order in which their messages arrived, on a worker of this client's own: never on
 * the thread that reads, which goes on reading while a handler runs. Every method may be called from any thread, a
 * handler or hook included, unless it says otherwise. The id of a client's connection is unique among the clients of this
 * JVM.
 */
public final class Client implements AutoCloseable {

    private static final AtomicLong IDS = new AtomicLong();

    /** How much longer than the drain limit a close may take, for its caller. */
    private static final Duration LATEST = Duration.ofSeconds(1);

    private enum Phase {
        NEW,
        DIALLING,
        CONNECTED,
        CLOSED
    }

    private final ClientConfig config;
    private final Router router = new Router();
    private final Frames frames;
    private final OneConnection connections;
    private final ClientEvents events;
    private final Dial dial;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile StartHook startHook = connection -> {};
    private volatile StopHook stopHook = (connection, reason) -> {};

    /** Guards the phase, and what is set with it; held for no longer than that. */
    private final ReentrantLock lifecycle = new ReentrantLock();

    private Phase phase = Phase.NEW;
    private volatile @Nullable TcpConnection connection;
    private volatile @Nullable WorkerPool pool;
    private volatile @Nullable Requests requests;

    private Client(ClientConfig config) {
        this.config = config;
        frames = new Frames(config.codec(), config.maxFrameLength());
        connections = new OneConnection(frames);
        events = new ClientEvents(connections);
        dial = new Dial(config.host(), config.port(), config.connectTimeout());
    }

    /** Makes a client; opens nothing and starts no thread. */
    public static Client create(ClientConfig config) {
        return new Client(Objects.requireNonNull(config, "config"));
    }

    // ---- what it does ----

    /**
     * Sets the handler for a message id. What arrives before its handler is there counts as unknown: to miss nothing, set
     * the handlers before {@link #connect}.
     *
     * @throws IllegalStateException if the id already has one
     */
    public Client handle(int id, Handler handler) {
        router.handle(id, handler);
        return this;
    }

    /**
     * Limits what the server may send under an id more narrowly than {@code frame.max-length} does, in bytes of payload. A
     * frame that announces more ends the connection before anything is kept of it. Holds for the frames whose header
     * arrives from now on; what this side sends is not concerned.
     *
     * @throws IllegalArgumentException if that is negative or more than {@code frame.max-length}
     */
    public Client maxLength(int id, int bytes) {
        frames.limit(id, bytes);
        return this;
    }

    /** Sets the handler for ids that have none, in place of the one before; without one such messages are dropped. */
    public Client unknown(Handler handler) {
        router.unknown(handler);
        return this;
    }

    /** Adds an interceptor around all handlers; the first added is the outermost. */
    public Client use(Interceptor interceptor) {
        router.use(interceptor);
        return this;
    }

    /** Sets the start hook, in place of the one before; see {@link ConnectionListener#onStart}. */
    public Client onStart(StartHook hook) {
        startHook = Objects.requireNonNull(hook, "hook");
        return this;
    }

    /** Sets the stop hook, in place of the one before; see {@link ConnectionListener#onStop}. */
    public Client onStop(StopHook hook) {
        stopHook = Objects.requireNonNull(hook, "hook");
        return this;
    }

    // ---- its life ----

    /**
     * Connects, and returns once the start hook has returned: what the hook sends is the first the server sees. Looks the
     * host's name up and tries every address it has, in turn, within the connect timeout; the start hook has its own.
     *
     * <p>It blocks; called from a handler, it first gives that handler's place in its worker pool to another thread.
     *
     * @return this client
     * @throws IOException if no address could be reached in time (the message names host, port and what became of each
     *     address), the client was closed meanwhile, or the connection did not live through its start hook; the client
     *     stays closed then. An {@link InterruptedIOException} if the thread is interrupted; its flag is set again
     * @throws IllegalStateException if the client was connected or closed before
     */
    public Client connect() throws IOException {
        if (!enter(Phase.NEW, Phase.DIALLING)) {
            throw new IllegalStateException("a client is connected once; make a new one");
        }
        TcpConnection fresh;
        try {
            WorkerPool.giveUpLane();
            fresh = open(dial.connect());
        } catch (Throwable t) {
            enter(Phase.DIALLING, Phase.CLOSED);
            dial.abort();
            ended.countDown();
            throw t;
        }
        awaitStarted(fresh);
        return this;
    }

    private TcpConnection open(Socket socket) throws IOException {
        long id = IDS.getAndIncrement();
        WorkerPool worker = new WorkerPool(config.workers(), router, events, config.name() + "-" + id + "-worker-");
        Waiters waiters = new Waiters();
        TcpConnection fresh = TcpConnection.over(
                socket,
                id,
                new MailboxInbound(worker.mailbox(id, Holding.UNBOUNDED), waiters, connections),
                new ConnectionContext(
                        config.connection(),
                        frames,
                        hooks(),
                        events,
                        Sweeper.shared(),
                        WorkerPool::giveUpLane,
                        MemoryCap.none(),
                        connections.users()));
        lifecycle.lock();
        try {
            if (phase != Phase.DIALLING) {
                throw new IOException("the client was closed while it connected to " + peer());
            }
            phase = Phase.CONNECTED;
            connection = fresh;
            requests = new Requests(waiters, fresh);
            pool = worker;
            connections.add(fresh);
        } finally {
            lifecycle.unlock();
        }
        try {
            worker.start();
            Thread.ofVirtual().name("zinx-reader-" + id).start(() -> run(fresh, worker));
        } catch (Throwable t) {
            worker.stop(); // no thread was to be had
            fresh.abandon(t);
            throw t;
        }
        return fresh;
    }

    /** The reader's thread, from beginning to end. */
    private void run(TcpConnection own, WorkerPool worker) {
        try {
            own.run();
        } finally {
            worker.stop();
            ended.countDown();
        }
    }

    private void awaitStarted(TcpConnection fresh) throws IOException {
        try {
            Optional<CloseReason> why = events.awaitStarted();
            if (why.isPresent()) {
                CloseReason reason = why.get();
                throw new IOException(
                        "the connection to " + peer() + " ended as it started: " + reason, reason.cause());
            }
        } catch (InterruptedException e) {
            fresh.close();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the connection to " + peer() + " was started");
        }
    }

    /** Says whether the client is connected and sends are accepted; the answer may be old when it is read. */
    public boolean isOpen() {
        TcpConnection current = connection;
        return current != null && current.isOpen();
    }

    /**
     * Closes in good order: what is queued is written, for at most the drain limit, then the stream is ended. Messages
     * whose handlers have not begun are dropped. While {@link #connect} is at work it makes that give up.
     *
     * <p>Returns when everything has ended, the stop hook included, and at the latest one second after the drain limit: a
     * handler that still runs then gets its stop hook when it returns. Called on one of the client's own threads (a
     * handler, a hook) it only begins the close and returns at once. Calling it again waits for the close under way.
     */
    @Override
    public void close() {
        Phase before;
        lifecycle.lock();
        try {
            before = phase;
            phase = Phase.CLOSED;
        } finally {
            lifecycle.unlock();
        }
        TcpConnection current = connection;
        if (before == Phase.NEW) {
            ended.countDown();
        } else if (before == Phase.DIALLING) {
            dial.abort();
        } else if (current != null) {
            current.stop(config.connection().drainTimeout());
        }
        if (!isOwn(Thread.currentThread())) {
            awaitEnd(config.connection().drainTimeout().plus(LATEST));
        }
    }

    /**
     * Waits until the connection has ended, stop hook included, whoever ends it; returns at once if there will never be
     * one. Before {@link #connect} it waits for that. Not for the client's own threads, which it would wait for.
     */
    public void awaitClosed() throws InterruptedException {
        if (ended.getCount() > 0) {
            WorkerPool.giveUpLane();
        }
        ended.await();
    }

    // ---- its connection ----

    /**
     * Returns the connection, also after its end.
     *
     * @throws IllegalStateException if the client has not connected
     */
    public Connection connection() {
        TcpConnection current = connection;
        if (current == null) {
            throw new IllegalStateException("the client has no connection before it has connected");
        }
        return current;
    }

    /** Returns the configuration it was made with. */
    public ClientConfig config() {
        return config;
    }

    /** Sends on the connection; see {@link Connection#send(int, byte[])}. */
    public void send(int id, byte[] data) throws InterruptedException {
        connection().send(id, data);
    }

    /** Sends text on the connection; see {@link Connection#send(int, String)}. */
    public void send(int id, String text) throws InterruptedException {
        connection().send(id, text);
    }

    /** Sends a message on the connection; see {@link Connection#send(Message)}. */
    public void send(Message message) throws InterruptedException {
        connection().send(message);
    }

    /** Queues on the connection; see {@link Connection#sendBuffered(int, byte[])}. */
    public void sendBuffered(int id, byte[] data) throws InterruptedException {
        connection().sendBuffered(id, data);
    }

    /** Queues text on the connection; see {@link Connection#sendBuffered(int, String)}. */
    public void sendBuffered(int id, String text) throws InterruptedException {
        connection().sendBuffered(id, text);
    }

    /** Queues a message on the connection; see {@link Connection#sendBuffered(Message)}. */
    public void sendBuffered(Message message) throws InterruptedException {
        connection().sendBuffered(message);
    }

    /** Queues on the connection if there is room; see {@link Connection#trySend(int, byte[])}. */
    public boolean trySend(int id, byte[] data) {
        return connection().trySend(id, data);
    }

    /** Queues text on the connection if there is room; see {@link Connection#trySend(int, String)}. */
    public boolean trySend(int id, String text) {
        return connection().trySend(id, text);
    }

    /** Queues a message on the connection if there is room; see {@link Connection#trySend(Message)}. */
    public boolean trySend(Message message) {
        return connection().trySend(message);
    }

    // ---- questions and answers ----

    /**
     * Sends a question as {@link Connection#sendBuffered(Message)} does and waits for the next message with the id of the
     * answer, which then reaches no handler. Of several that wait for the same id the first that asked gets the first
     * answer.
     *
     * <p>Nothing in a message says which question it answers. Whoever gives up therefore keeps its place for as long again
     * as it has waited: an answer that is late goes to the handlers and not to the next one who asks. If answers may be
     * later than that, or come in another order than the questions, put a correlation id into the payload and use handlers.
     *
     * <p>It may be called from a handler, whose place in its worker pool another thread takes meanwhile, but not from a
     * hook. An answer that stands behind messages for which there is no room, because handlers are slow, comes late.
     *
     * @param answerId the id of the answer, unsigned
     * @throws TimeoutException if no answer came in time; the question may have been sent or not
     * @throws io.github.zinx.ConnectionClosedException if the connection ended before the answer came
     * @throws IllegalStateException on the connection's own reader thread, which could only wait for itself, and before
     *     the client has connected
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Message request(Message question, int answerId, Duration timeout)
            throws InterruptedException, TimeoutException {
        return requests().ask(question, answerId, timeout);
    }

    /**
     * Asks as {@link #request} does, but returns once the question is queued. The future ends with the answer, with a
     * {@link TimeoutException} or with a {@link io.github.zinx.ConnectionClosedException}, always on a virtual thread of its
     * own. Cancelling it changes nothing for the others who wait.
     *
     * @throws IllegalStateException as {@link #request} does
     * @throws InterruptedException if the thread is interrupted while it waits for room in the send queue
     */
    public CompletableFuture<Message> requestAsync(Message question, int answerId, Duration timeout)
            throws InterruptedException {
        return requests().askAsync(question, answerId, timeout);
    }

    private Requests requests() {
        Requests current = requests;
        if (current == null) {
            throw new IllegalStateException("the client has no connection before it has connected");
        }
        return current;
    }

    // ---- inside ----

    private boolean enter(Phase from, Phase to) {
        lifecycle.lock();
        try {
            boolean entered = phase == from;
            phase = entered ? to : phase;
            return entered;
        } finally {
            lifecycle.unlock();
        }
    }

    private ConnectionListener hooks() {
        return new ConnectionListener() {
            @Override
            public void onStart(Connection started) throws Exception {
                startHook.onStart(started);
            }

            @Override
            public void onStop(Connection stopped, CloseReason reason) throws Exception {
                stopHook.onStop(stopped, reason);
            }
        };
    }

    private boolean isOwn(Thread thread) {
        WorkerPool worker = pool;
        TcpConnection current = connection;
        return (worker != null && worker.owns(thread)) || (current != null && current.isReadBy(thread));
    }

    /** Waits through interrupts, which its callers have no way to report, and sets the flag again. */
    private void awaitEnd(Duration atMost) {
        if (ended.getCount() > 0) {
            WorkerPool.giveUpLane();
        }
        boolean interrupted = false;
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            try {
                ended.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private String peer() {
        return config.host() + " port " + config.port();
    }
}
