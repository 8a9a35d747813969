package io.github.zinx.transport;

import io.github.zinx.Attributes;
import io.github.zinx.CloseReason;
import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Message;
import io.github.zinx.ProtocolException;
import io.github.zinx.QueueDepth;
import io.github.zinx.SendTimeoutException;
import io.github.zinx.Traffic;
import io.github.zinx.WhenQueueFull;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection from its admission to its end: the reader (this {@link Runnable}), the writer it starts, and the only
 * teardown.
 *
 * <pre>
 *        run()         peer's FIN, or an illegal frame        all answered, close(), stop
 *  NEW ────────▶ OPEN ─────────────────────────▶ ANSWERING ──────────────────────────────▶ DRAINING
 *   │              └─────────────── close(), stop, idle limit ───────────────────────────▶     │
 *   │                                                                       written, FIN, peer's EOF
 *   │             reset, frame or write limit, drain limit: from any state                     ▼
 *   └───────────────────────────────────────────────────────────────────────────────────▶   CLOSED
 * </pre>
 *
 * <ul>
 *   <li>OPEN and ANSWERING take sends. In ANSWERING nothing more is read as messages; what had come is still handled.
 *   <li>In DRAINING the writer writes what is queued and then the FIN, while the reader goes on reading and throws it
 *       away: closing a socket with unread input makes the kernel send a reset, and that destroys the replies that are
 *       still on their way.
 *   <li>CLOSED means <em>released</em>: socket, place, queue and limits are given back, once, by whoever gets there
 *       first, whatever user code is doing. The stop hook is another matter: it runs on the reader's thread after the
 *       last handler has returned, however late that is.
 * </ul>
 *
 * States only go forward. Only the connection's two threads read and write the link; anybody may abort it.
 */
public final class TcpConnection implements Connection, Runnable {

    private enum State {
        NEW,
        OPEN,
        ANSWERING,
        DRAINING,
        CLOSED
    }

    private final long id;
    private final Link link;
    private final Inbound inbound;
    private final ConnectionContext context;
    private final Outbox outbox;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final AtOnce atOnce = new AtOnce();
    private final Attributes attributes = new Attributes();
    private final Login login;
    private final Users.Binding binding;

    private final TimeLimits limits;
    private final Deadlines.Swept swept = this::sweep;

    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private final AtomicReference<@Nullable CloseReason> reason = new AtomicReference<>();
    private final CountDownLatch writerEnded = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private boolean writerBegun; // the writers' own, each after the one before
    private volatile boolean writerMissing;
    private volatile boolean finished;
    private volatile boolean findable;
    private volatile @Nullable Thread readerThread;
    private volatile @Nullable HookRun hookRun;

    /**
     * Takes over a connected socket. Nothing happens on it before {@link #run}.
     *
     * @throws IOException if the socket is closed already or refuses an option; it still belongs to the caller then
     */
    public static TcpConnection over(Socket socket, long id, Inbound inbound, ConnectionContext context)
            throws IOException {
        return new TcpConnection(new SocketLink(socket, context.settings().socketSendBuffer()), id, inbound, context);
    }

    TcpConnection(Link link, long id, Inbound inbound, ConnectionContext context) {
        this.id = id;
        this.link = link;
        this.inbound = inbound;
        this.context = context;
        var settings = context.settings();
        limits = new TimeLimits(settings, context.login().timeout(), context.deadlines()::now);
        login = Login.of(context.login());
        binding = context.users().new Binding(this);
        outbox = new Outbox(
                settings,
                context.longWait(),
                this::closedException,
                this::tellWritability,
                this::startAnotherWriter,
                context.memory().share());
        BooleanSupplier open = () -> state.get() == State.OPEN;
        RateLimit rate = RateLimit.of(settings, open);
        var toRead = new ReadLimits(
                limits.frame(),
                limits.idle(),
                rate,
                login,
                context.memory().inboundShare(),
                new ReaderTurn(context.turns().get(), System::nanoTime));
        reader = new FrameReader(link, context.frames(), toRead, inbound, open);
        writer = new FrameWriter(
                link, outbox, context.frames().writerEncoder(), limits.write(), inbound.handlesOnReader());
    }

    // ---- the two threads ----

    /** The reader: takes the connection from start hook to stop hook on the calling thread, and returns at its end. */
    @Override
    public void run() {
        readerThread = Thread.currentThread();
        boolean hooked = false;
        try {
            context.deadlines().add(swept);
            if (state.compareAndSet(State.NEW, State.OPEN)) {
                startWriter();
                context.events().readerStarted(this);
                hooked = true;
                runStartHook();
                serve();
            }
        } catch (Throwable t) {
            drop(CloseReason.of(Kind.FAILED, t));
        } finally {
            conclude(hooked);
        }
    }

    private void serve() throws InterruptedException {
        if (!login.isDone()) {
            limits.login().start();
        }
        try {
            boolean atEnd;
            try {
                atEnd = readMessages();
            } catch (ProtocolException e) {
                atEnd = reader.hasEnded();
                if (atEnd) {
                    awaitResetSeenByWriter();
                }
                if (state.get() == State.OPEN) { // later, what comes is thrown away, whatever it is
                    refuse(e);
                }
            }
            if (!atEnd) {
                reader.discard();
            }
            writerEnded.await(); // at the latest the drain limit frees the writer
            release(false); // the peer has ended its stream: a reset could only destroy what it has not read yet
        } catch (IOException e) {
            drop(CloseReason.of(Kind.CONNECTION_LOST, e));
        }
    }

    /** Hands messages on for as long as the connection is open; true if the peer has ended its stream. */
    private boolean readMessages() throws IOException, InterruptedException {
        try {
            while (state.get() == State.OPEN) {
                Message message = reader.next();
                if (message == null) {
                    awaitResetSeenByWriter();
                    answer(CloseReason.of(Kind.CLOSED_BY_PEER));
                    return true;
                }
                atOnce.begins(reader.hasMore());
                reader.handOn(this, message);
                atOnce.ends();
                limits.stir();
            }
            return false;
        } finally {
            inbound.rest();
        }
    }

    /** The kernel tells of a reset once: if a writer at work hears of it, it looks like an end in good order from here. */
    private void awaitResetSeenByWriter() throws InterruptedException {
        if (limits.write().isRunning()) {
            writerEnded.await(100, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Answers what came before an illegal frame, if anything did; with nothing owed there is nothing to wait for. Who has
     * not logged in is owed nothing.
     */
    private void refuse(ProtocolException illegal) throws InterruptedException {
        if (login.hasRefused()) {
            drop(CloseReason.of(Kind.LOGIN_REQUIRED, illegal));
            return;
        }
        CloseReason why = CloseReason.of(Kind.ILLEGAL_FRAME, illegal);
        boolean owed = reader.decodedSinceRead() || !inbound.isIdle() || !outbox.isQuiet();
        if (owed || reader.hasEnded()) {
            answer(why);
        } else {
            drop(why);
        }
    }

    /** Takes no more messages, waits until those that came have been handled, then takes no more sends. */
    private void answer(CloseReason why) throws InterruptedException {
        record(why);
        advance(State.ANSWERING);
        limits.drainWithin(context.settings().drainTimeout());
        inbound.finish();
        shut(null);
    }

    private void startWriter() {
        try {
            Thread.ofVirtual()
                    .name("zinx-writer-" + id)
                    .inheritInheritableThreadLocals(false) // it may be anybody's thread that has it started
                    .start(this::write);
        } catch (Throwable t) {
            writerEnded.countDown();
            throw t;
        }
    }

    /** Instead of one that was let go because it had nothing to write. */
    private void startAnotherWriter() {
        limits.stir(); // so that the sweeper looks whether this one may go, too
        try {
            startWriter();
        } catch (Throwable t) {
            writerMissing = true; // the reader, which is set free by this, does what the writer would have done last
            try {
                drop(CloseReason.of(Kind.FAILED, t));
            } catch (Throwable noMemoryToSayWhy) {
                release(true);
            }
        }
    }

    private void write() {
        boolean over = true;
        try {
            if (!writerBegun) {
                writerBegun = true;
                context.events().writerStarted(this);
            }
            over = writer.run();
            if (over && !outbox.hasFailed()) {
                link.finish();
                finished = true;
            }
        } catch (IOException e) {
            drop(CloseReason.of(Kind.CONNECTION_LOST, e));
        } catch (Throwable t) {
            drop(CloseReason.of(Kind.FAILED, t));
        } finally {
            if (over) {
                concludeWriting();
            }
        }
    }

    private void concludeWriting() {
        outbox.retire();
        context.events().writerEnded(this);
        writerEnded.countDown();
        CloseReason why = reason.get();
        if (finished && why != null && why.kind() == Kind.IDLE_TIMEOUT) {
            // A peer that has been silent for so long has nothing under way that would be worth lingering for, and if
            // it is dead it will never end its stream.
            release(false);
        }
    }

    // ---- the user's hooks ----

    private void runStartHook() {
        limits.start().start();
        hookRun = HookRun.begins(true);
        try {
            context.hooks().onStart(this);
        } catch (Throwable t) {
            end(CloseReason.of(Kind.FAILED, t), null, context.settings().drainTimeout());
        } finally {
            hookRun = null;
            limits.start().stop();
            Thread.interrupted();
        }
        findable = true;
        context.events().started(this);
    }

    private void runStopHook() {
        CloseReason why = reason.get();
        hookRun = HookRun.begins(false);
        try {
            context.hooks().onStop(this, why != null ? why : CloseReason.of(Kind.FAILED));
        } catch (Throwable t) {
            context.events().stopHookFailed(this, t);
        } finally {
            hookRun = null;
            Thread.interrupted();
        }
    }

    // ---- the end ----

    /** Ends in good order: nothing new goes in, what is queued goes out, for at most this long. */
    private void end(CloseReason why, @Nullable Frame farewell, Duration limit) {
        record(why);
        limits.drainWithin(limit);
        shut(farewell);
    }

    /** Ends at once: the peer is reset, and everybody who waits here gets an exception. */
    private void drop(CloseReason why) {
        record(why);
        release(true);
    }

    private void record(CloseReason why) {
        if (reason.compareAndSet(null, why)) {
            context.events().closing(this, why);
        }
    }

    private void shut(@Nullable Frame farewell) {
        outbox.shut(farewell);
        advance(State.DRAINING);
        inbound.close();
    }

    private void advance(State to) {
        state.updateAndGet(now -> now.compareTo(to) < 0 ? to : now);
        LockSupport.unpark(readerThread); // if it pauses, it need not any longer
    }

    private void release(boolean reset) {
        if (state.getAndSet(State.CLOSED) == State.CLOSED) {
            return;
        }
        try {
            if (reset) {
                link.abort();
            } else {
                link.close();
            }
            context.deadlines().remove(swept);
            outbox.fail();
            inbound.close();
            LockSupport.unpark(readerThread);
            binding.end();
        } finally {
            missLogin();
            context.events().released(this);
            released.countDown();
        }
    }

    /** Ends the wait for the login without one; false if it was over before. */
    private boolean missLogin() {
        boolean missed = login.miss();
        if (missed) {
            context.events().loginOver(this);
        }
        return missed;
    }

    /** The reader's last act: the stop hook, after the last handler, if the start hook was called. */
    private void conclude(boolean hooked) {
        try {
            release(false);
            awaitUninterruptibly(released); // somebody else may be in the middle of it
            if (writerMissing) {
                concludeWriting();
            }
            inbound.awaitIdle();
            if (hooked) {
                runStopHook();
            }
        } finally {
            context.deadlines().remove(swept); // released before run() added it, it is still there
            if (hooked) {
                awaitUninterruptibly(writerEnded);
            }
            reader.letGo();
            outbox.letGo();
            findable = false;
            readerThread = null;
            context.events().ended(this);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep(long now) {
        if (limits.areQuiet(now)) {
            return;
        }
        if (!inbound.isIdle()) {
            limits.keepAwake(); // a peer that waits for our answer is not silent of its own will
        }
        if (writer.sweep()) {
            limits.stir();
        }
        limits.forEachPassed(now, this::passed);
        if (limits.isDrainOver(now)) {
            CloseReason why = reason.get();
            release(!finished || (why != null && why.kind() == Kind.ILLEGAL_FRAME));
        }
    }

    private void passed(Limit limit) {
        CloseReason why = CloseReason.of(limit.kind());
        boolean reading = state.get() == State.OPEN; // later, neither frames nor silence of the peer's matter
        switch (limit.kind()) {
            case START_TIMEOUT, WRITE_TIMEOUT -> drop(why);
            case LOGIN_TIMEOUT -> {
                limit.stop();
                if (reading && missLogin()) { // else it has logged in at the last moment
                    drop(why);
                }
            }
            case IDLE_TIMEOUT -> {
                if (reading) {
                    end(why, null, context.settings().drainTimeout());
                }
            }
            default -> {
                if (reading) {
                    drop(why);
                }
            }
        }
    }

    // ---- for the server or client that owns it ----

    /** Ends the connection because its owner stops; what is queued may take this long to be written. Never waits. */
    public void stop(Duration grace) {
        end(CloseReason.of(Kind.STOPPING), null, grace);
    }

    /** Releases the connection now, if it has not ended, because the owner's time is up. Never waits. */
    public void abort() {
        record(CloseReason.of(Kind.STOPPING));
        release(!finished);
    }

    /** Ends a connection whose reader could not be started. */
    public void abandon(Throwable cause) {
        drop(CloseReason.of(Kind.FAILED, cause));
        context.events().ended(this);
    }

    /** Says whether its start hook has returned and its stop hook has not, and it has logged in where it has to. */
    public boolean isFindable() {
        return findable && login.isDone();
    }

    /** Says whether this thread is the connection's reader, which also runs its hooks. */
    public boolean isReadBy(Thread thread) {
        return readerThread == thread;
    }

    /** Returns the hook that runs now, which may be over before the caller looks at it; null if none does. */
    public @Nullable HookRun hookRun() {
        return hookRun;
    }

    /** Returns what has passed through it; exact once it has ended, and never less than at an earlier call. */
    public Traffic traffic() {
        Meter in = reader.meter();
        Meter out = writer.meter();
        return new Traffic(in.messages(), in.bytes(), out.messages(), out.bytes());
    }

    /** Returns how much waits to be sent now. */
    public QueueDepth sendQueue() {
        return outbox.depth();
    }

    /** Returns why it ended or is ending; empty while it is open. */
    public Optional<CloseReason> closeReason() {
        return Optional.ofNullable(reason.get());
    }

    /**
     * Queues a message, encoded once, on each of these that is open and has room.
     *
     * @param count how many members there are, about: they hold the message together
     * @return how many took it; the others are added to {@code skipped}
     */
    public static int broadcast(
            Message message, Frames frames, int count, Iterator<TcpConnection> members, LongAdder skipped) {
        Frame frame = frames.frame(message.id(), message.data()).shared(count);
        int taken = 0;
        while (members.hasNext()) {
            if (members.next().outbox.offer(frame)) {
                taken++;
            } else {
                skipped.increment();
            }
        }
        return taken;
    }

    // ---- Connection ----

    @Override
    public long id() {
        return id;
    }

    @Override
    public SocketAddress remoteAddress() {
        return link.remoteAddress();
    }

    @Override
    public SocketAddress localAddress() {
        return link.localAddress();
    }

    @Override
    public boolean isOpen() {
        return !outbox.isShut();
    }

    @Override
    public boolean isWritable() {
        return outbox.isWritable();
    }

    @Override
    public void send(int messageId, byte[] data) throws InterruptedException {
        outbox.send(context.frames().frame(messageId, data));
    }

    @Override
    public void sendBuffered(int messageId, byte[] data) throws InterruptedException {
        sendBuffered(messageId, data, context.settings().whenQueueFull());
    }

    @Override
    public void sendBuffered(int messageId, byte[] data, WhenQueueFull whenFull) throws InterruptedException {
        queue(context.frames().item(messageId, data), whenFull);
    }

    @Override
    public void sendBuffered(int messageId, byte[] array, int from, int length) throws InterruptedException {
        queue(
                context.frames().item(messageId, array, from, length),
                context.settings().whenQueueFull());
    }

    private void queue(Outbox.Item item, WhenQueueFull whenFull) throws InterruptedException {
        if (writtenAtOnce(item)) {
            return;
        }
        if (whenFull == WhenQueueFull.WAIT) {
            outbox.sendBuffered(item);
        } else if (!outbox.trySend(item)) {
            if (whenFull == WhenQueueFull.FAIL) {
                throw new SendTimeoutException("no room in the send queue, and it is not to be waited for");
            }
            drop(CloseReason.of(Kind.SLOW_CONSUMER));
            throw closedException();
        }
    }

    @Override
    public boolean trySend(int messageId, byte[] data) {
        Outbox.Item item = context.frames().item(messageId, data);
        return writtenAtOnce(item) || outbox.trySend(item);
    }

    /** On the reader's thread, where {@link AtOnce} says so; false if it is still to be queued. */
    private boolean writtenAtOnce(Outbox.Item item) {
        if (Thread.currentThread() != readerThread || !atOnce.mayWrite() || outbox.hasWriter()) {
            return false;
        }
        if (!(item instanceof Draft draft)) {
            return false; // its encoder has a memory, or it is large
        }
        byte[] frame = draft.encoded(); // by a codec of the user's, and so before there is anything to be left undone
        if (!outbox.becomeWriter()) {
            return false;
        }
        boolean whole = true;
        try {
            whole = writer.writeAtOnce(frame);
        } catch (Throwable t) { // before anybody else becomes the writer
            drop(CloseReason.of(t instanceof IOException ? Kind.CONNECTION_LOST : Kind.FAILED, t));
        } finally {
            outbox.cease(!whole);
        }
        return true;
    }

    @Override
    public boolean flush(Duration timeout) throws InterruptedException {
        return outbox.flush(timeout);
    }

    @Override
    public boolean execute(Runnable task) {
        boolean taken = findable && isOpen() && inbound.execute(task);
        limits.stir();
        return taken;
    }

    @Override
    public Attributes attributes() {
        return attributes;
    }

    @Override
    public void markLoggedIn() {
        if (login.finish()) {
            limits.login().stop();
            context.events().loginOver(this);
        }
    }

    @Override
    public boolean isLoggedIn() {
        return login.isDone();
    }

    @Override
    public void bind(Object user) {
        replace(binding.bind(Objects.requireNonNull(user, "user")), null);
    }

    @Override
    public void bind(Object user, Message farewell) {
        Frame frame = context.frames().frame(farewell.id(), farewell.data());
        replace(binding.bind(Objects.requireNonNull(user, "user")), frame);
    }

    private void replace(@Nullable TcpConnection other, @Nullable Frame farewell) {
        if (other != null) {
            other.end(
                    CloseReason.of(Kind.REPLACED), farewell, context.settings().drainTimeout());
        }
    }

    @Override
    public void close() {
        end(CloseReason.of(Kind.CLOSED_HERE), null, context.settings().drainTimeout());
    }

    @Override
    public void close(String why) {
        end(CloseReason.of(Kind.CLOSED_HERE, why), null, context.settings().drainTimeout());
    }

    @Override
    public void close(Message farewell) {
        Frame frame = context.frames().frame(farewell.id(), farewell.data());
        end(CloseReason.of(Kind.CLOSED_HERE), frame, context.settings().drainTimeout());
    }

    @Override
    public String toString() {
        return "connection " + id + " with " + remoteAddress();
    }

    private void tellWritability(boolean writable) {
        context.events().writabilityChanged(this, writable);
    }

    ConnectionClosedException closedException() {
        CloseReason why = reason.get();
        String text = "connection " + id + " is closed" + (why == null ? "" : ": " + why.kind());
        return new ConnectionClosedException(id, text, why == null ? null : why.cause());
    }
}
