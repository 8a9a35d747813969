package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionListener;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.LoginSettings;
import io.github.zinx.StartHook;
import io.github.zinx.StopHook;
import io.github.zinx.wire.FrameCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A connection over a {@link MemoryLink}, with everything it needs and a record of what happens to it. */
final class TestConnection implements AutoCloseable, ConnectionListener, ConnectionEvents {

    /** How long anything may take before a test says that it hangs. */
    static final long LIVENESS_SECONDS = 16;

    private static final String SWEEPER = "test-sweeper";
    private static final int LONGEST_PAYLOAD = 1024 * 1024;

    private final List<String> happened = new CopyOnWriteArrayList<>();
    private final List<CloseReason> stopReasons = new CopyOnWriteArrayList<>();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch running = new CountDownLatch(1);
    private final Deadlines deadlines;
    private final boolean ownDeadlines;
    private volatile Runnable onSweep = () -> {};
    private volatile Runnable onRelease = () -> {};
    private volatile boolean leftInterrupted;

    private Users users = new Users();
    private LoginSettings login = LoginSettings.off();
    private ConnectionSettings settings = ConnectionSettings.defaults();
    private FrameCodec codec = FrameCodec.named("ltv-le");
    private MemoryCap memory = MemoryCap.none();
    private int capacity = 64 * 1024;
    private Inbound inbound = new LaneInbound((c, message) -> c.sendBuffered(message));
    private StartHook startHook = c -> {};
    private StopHook stopHook = (c, why) -> {};
    private TcpConnection connection;
    private MemoryLink link;
    private MemoryPeer peer;
    private volatile Thread thread;

    TestConnection() {
        deadlines = new Deadlines(SWEEPER, now -> onSweep.run());
        ownDeadlines = true;
    }

    /** One of several that share a sweeper, which is closed by whoever made it. */
    TestConnection(Deadlines deadlines) {
        this.deadlines = deadlines;
        ownDeadlines = false;
    }

    // ---- what it is made of; to be said before it is made ----

    TestConnection settings(UnaryOperator<ConnectionSettings.Builder> change) {
        settings = change.apply(settings.toBuilder()).build();
        return this;
    }

    TestConnection memory(MemoryCap cap) {
        memory = cap;
        return this;
    }

    TestConnection login(LoginSettings other) {
        login = other;
        return this;
    }

    TestConnection users(Users shared) {
        users = shared;
        return this;
    }

    TestConnection codec(FrameCodec other) {
        codec = other;
        return this;
    }

    TestConnection capacity(int bytes) {
        capacity = bytes;
        return this;
    }

    TestConnection inbound(Inbound other) {
        inbound = other;
        return this;
    }

    TestConnection onStart(StartHook hook) {
        startHook = hook;
        return this;
    }

    TestConnection onStop(StopHook hook) {
        stopHook = hook;
        return this;
    }

    /** Makes the connection; its reader does not run yet. */
    TestConnection make() {
        link = MemoryLink.open(capacity);
        peer = new MemoryPeer(link.peer(), codec);
        var context = new ConnectionContext(
                settings,
                new Frames(codec, LONGEST_PAYLOAD),
                this,
                this,
                deadlines,
                () -> true,
                memory,
                login,
                users,
                () -> () -> {});
        connection = new TcpConnection(link, 7, inbound, context);
        return this;
    }

    /** Makes it, unless that is done, and starts its reader. */
    TestConnection start() {
        if (connection == null) {
            make();
        }
        thread = Thread.ofVirtual().name("zinx-reader-7").start(connection);
        running.countDown();
        return this;
    }

    // ---- what there is ----

    TcpConnection connection() {
        return connection;
    }

    MemoryLink link() {
        return link;
    }

    MemoryPeer peer() {
        return peer;
    }

    CloseReason.Kind reason() {
        return connection.closeReason().orElseThrow().kind();
    }

    List<CloseReason> stopReasons() {
        return stopReasons;
    }

    List<String> happened() {
        return happened;
    }

    long count(String event) {
        return happened.stream().filter(event::equals).count();
    }

    boolean isReleased() {
        return released.getCount() == 0;
    }

    /** Has this done in every round of its own sweeper, after the connection. */
    void onSweep(Runnable action) {
        onSweep = action;
    }

    /** Has this done by whoever releases it, before the release is over. */
    TestConnection onRelease(Runnable action) {
        onRelease = action;
        return this;
    }

    /** Says whether a hook's interrupt flag was still set after it. */
    boolean isLeftInterrupted() {
        return leftInterrupted;
    }

    /** Says whether the sweeper has nothing to look after; for a sweeper of its own. */
    boolean sweeperSleeps() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals(SWEEPER))
                .allMatch(t -> t.getState() == Thread.State.WAITING);
    }

    /** Waits until {@link #start} has been called, by whichever thread. */
    void awaitRunning() throws InterruptedException {
        assertTrue(running.await(LIVENESS_SECONDS, TimeUnit.SECONDS), "never run");
    }

    TestConnection awaitStarted() throws InterruptedException {
        assertTrue(started.await(LIVENESS_SECONDS, TimeUnit.SECONDS), () -> "never started: " + happened);
        return this;
    }

    TestConnection awaitReleased() throws InterruptedException {
        assertTrue(released.await(LIVENESS_SECONDS, TimeUnit.SECONDS), () -> "never released: " + happened);
        return this;
    }

    /** Waits for the end and checks what is true at every end. */
    TestConnection awaitEnded() throws InterruptedException {
        assertTrue(ended.await(LIVENESS_SECONDS, TimeUnit.SECONDS), () -> "never ended: " + happened);
        if (thread != null) {
            assertTrue(thread.join(Duration.ofSeconds(LIVENESS_SECONDS)), "the reader's thread lives on");
        }
        assertEquals(1, count("closing"), happened::toString);
        assertEquals(1, count("released"), happened::toString);
        assertEquals(1, count("ended"), happened::toString);
        assertEquals(count("onStart"), count("onStop"), happened::toString);
        assertTrue(count("onStart") <= 1, happened::toString);
        assertTrue(link.isClosed());
        return this;
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.abort();
        }
        if (ownDeadlines) {
            deadlines.close();
        }
    }

    // ---- hooks and events ----

    @Override
    public void onStart(Connection c) throws Exception {
        happened.add("onStart");
        startHook.onStart(c);
    }

    @Override
    public void onStop(Connection c, CloseReason why) throws Exception {
        happened.add("onStop");
        stopReasons.add(why);
        stopHook.onStop(c, why);
    }

    @Override
    public void writerStarted(TcpConnection c) {
        happened.add("writerStarted");
    }

    @Override
    public void readerStarted(TcpConnection c) {
        happened.add("readerStarted");
    }

    @Override
    public void started(TcpConnection c) {
        happened.add("started");
        leftInterrupted |= Thread.currentThread().isInterrupted();
        started.countDown();
    }

    @Override
    public void closing(TcpConnection c, CloseReason why) {
        happened.add("closing");
    }

    @Override
    public void writabilityChanged(TcpConnection c, boolean writable) {
        happened.add("writable " + writable);
    }

    @Override
    public void loginOver(TcpConnection c) {
        happened.add("loginOver");
    }

    @Override
    public void released(TcpConnection c) {
        onRelease.run();
        happened.add("released");
        released.countDown();
    }

    @Override
    public void writerEnded(TcpConnection c) {
        happened.add("writerEnded");
    }

    @Override
    public void ended(TcpConnection c) {
        happened.add("ended");
        leftInterrupted |= Thread.currentThread().isInterrupted();
        ended.countDown();
    }

    @Override
    public void stopHookFailed(TcpConnection c, Throwable failure) {
        happened.add("stopHookFailed");
    }
}
