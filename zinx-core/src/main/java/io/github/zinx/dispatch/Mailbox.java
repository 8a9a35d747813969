package io.github.zinx.dispatch;

import io.github.zinx.Connection;
import io.github.zinx.QueueDepth;
import io.github.zinx.Request;
import io.github.zinx.RequestView;
import io.github.zinx.WorkerSettings;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the messages of one connection wait to be handled, bounded in number and bytes; it sees to it that they are
 * handled in order and never two at a time.
 *
 * <pre>
 *   IDLE ──something arrives──▶ QUEUED ──a thread of its lane begins──▶ RUNNING ──nothing left──▶ IDLE
 *                                  ▲──────── the lane's turn is over ──────┘
 * </pre>
 *
 * QUEUED means that the mailbox stands in its lane's queue, where it is at most once. The lock guards everything here and
 * is never held while user code runs.
 */
public final class Mailbox {

    /** Where mailboxes with work go. */
    interface Lane {
        /** Has the mailbox {@linkplain Mailbox#run run} soon, by another thread than the caller's. */
        void ready(Mailbox mailbox);

        /** Says whether nobody but the connection's reader runs its requests. */
        boolean isReaders();

        /** Says whether readers may be let in. */
        boolean takesReaders();

        /** Lets the caller, a reader, run what is its own if nobody else is at work here; it must {@link #leave} then. */
        boolean tryEnter();

        /** Says whether the caller, who has entered, is the one at work here. */
        boolean isCallers();

        /** The caller, who has entered, is done. */
        void leave();
    }

    /** How long a reader waits before it looks whether others have made room. */
    private static final long OTHERS_ROOM = TimeUnit.MILLISECONDS.toNanos(100);

    private enum State {
        IDLE,
        QUEUED,
        RUNNING
    }

    private final Lane lane;
    private final Runner runner;
    private final int maxWorks;
    private final long maxBytes;
    private final Holding holding;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition roomMade = lock.newCondition();
    private final Condition idle = lock.newCondition();
    private final Stopwatch stopwatch;
    private final ReaderSpell spell;
    private final ArrayDeque<Work> waiting = new ArrayDeque<>(4);
    private long bytes;
    private State state = State.IDLE;
    private boolean letterRuns;

    private boolean closed;

    /** Something is here, or the mailbox is closed, that the reader has to look after before its next request. */
    private volatile boolean disturbed;

    Mailbox(Lane lane, Runner runner, WorkerSettings settings, Holding holding) {
        this(lane, runner, settings, holding, new Stopwatch());
    }

    Mailbox(Lane lane, Runner runner, WorkerSettings settings, Holding holding, Stopwatch stopwatch) {
        this.lane = lane;
        this.runner = runner;
        maxWorks = settings.queueCapacity();
        maxBytes = settings.readAhead();
        this.holding = holding;
        this.stopwatch = stopwatch;
        spell = new ReaderSpell(lane, stopwatch, Pacer::sharedPace);
    }

    /**
     * Takes one request; for the connection's reader only. Waits while there is no room; where the reader runs handlers
     * itself, until this one has run, and nothing else runs until the next one or {@link #rest}.
     *
     * @return false if the mailbox is closed: the request is dropped and counted
     */
    public boolean accept(Request request) throws InterruptedException {
        Work.Letter letter = new Work.Letter(request);
        if (!runsNow(request.connection())) {
            if (!lane.isReaders()) {
                return put(letter);
            }
            if (!awaitTurn(letter)) {
                return false;
            }
            spell.start();
        }
        runOnReader(letter);
        return true;
    }

    /** Takes one request as {@link #accept(Request)} does, which is copied if it has to wait. */
    public boolean accept(RequestView view) throws InterruptedException {
        if (!runsNow(view.connection())) {
            return accept(view.request());
        }
        runOnReader(new Work.View(view));
        return true;
    }

    /** Says whether views of messages of this id may save a copy. */
    public boolean takesView(int id) {
        return lane.takesReaders() && runner.takesView(id);
    }

    /** Says whether the reader runs its next request, of which nothing has been put anywhere, at once. */
    private boolean runsNow(Connection connection) {
        if (goesOn(connection)) {
            stopwatch.goOn(); // decoding is no handler's time
            return true;
        }
        if (begins(connection)) {
            spell.start();
            return true;
        }
        return false;
    }

    private void runOnReader(Work work) {
        run(work);
        spell.ran();
    }

    /** Takes a task; never waits. False if there is no room or the mailbox is closed: it is then not run. */
    public boolean execute(Runnable task) {
        Work work = new Work.Task(task);
        boolean wake;
        lock.lock();
        try {
            if (closed || !fits(work) || !holds(work)) {
                return false;
            }
            wake = add(work);
            disturbed = true;
        } finally {
            lock.unlock();
        }
        if (wake) {
            lane.ready(this);
        }
        return true;
    }

    /** Says whether the connection's reader runs its handlers itself, always or as long as they are short. */
    public boolean takesReader() {
        return lane.takesReaders();
    }

    /** Says whether nothing waits and nothing runs. */
    public boolean isIdle() {
        lock.lock();
        try {
            return state == State.IDLE && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Returns what runs now, which may be over before the caller looks at it; null if nothing does. Never waits. */
    public @Nullable Work running() {
        return stopwatch.running();
    }

    /** Returns how much waits now, without what runs. */
    public QueueDepth depth() {
        lock.lock();
        try {
            return new QueueDepth(waiting.size(), bytes);
        } finally {
            lock.unlock();
        }
    }

    /** Adds the times that its handlers have taken so far. */
    public void addTimesTo(TimeTotals totals) {
        stopwatch.addTo(totals);
    }

    /** Waits until nothing waits and nothing runs, or the mailbox is closed; for the connection's reader. */
    public void finish() throws InterruptedException {
        rest();
        lock.lock();
        try {
            while (!closed && state != State.IDLE) {
                idle.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until every request that came has been handled, or the mailbox is closed; for the connection's reader. */
    public void awaitHandled() throws InterruptedException {
        rest();
        lock.lock();
        try {
            while (!closed && (letterRuns || waiting.stream().anyMatch(Work.Letter.class::isInstance))) {
                idle.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more and drops what waits. What runs is left alone. Never waits. */
    public void close() {
        int dropped;
        lock.lock();
        try {
            closed = true;
            disturbed = true;
            dropped = waiting.size();
            waiting.clear();
            bytes = 0;
            holding.hold(0, true);
            if (state == State.QUEUED) {
                state = State.IDLE; // the lane will pass over it
            }
            roomMade.signalAll();
            idle.signalAll();
        } finally {
            lock.unlock();
        }
        if (dropped > 0) {
            runner.events().dropped(dropped);
        }
    }

    /** Waits until what runs has returned, however long that takes; for the connection's reader, of a closed mailbox. */
    public void awaitIdle() {
        rest();
        lock.lock();
        try {
            while (state != State.IDLE) {
                idle.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs what waits, in order, on the calling thread: a thread of the lane. A thread that serves other mailboxes too
     * stops after {@code turn} pieces; one that does not goes on until nothing is left.
     *
     * @return true if something is left, and the mailbox has to be handed to its lane again
     */
    boolean run(int turn, BooleanSupplier servesOthers) {
        Work work = begin();
        if (work == null) {
            return false;
        }
        stopwatch.start();
        for (int done = 1; work != null; done++) {
            run(work);
            if (done >= turn && servesOthers.getAsBoolean()) {
                return standBack();
            }
            work = next();
        }
        return false;
    }

    private void run(Work work) {
        stopwatch.begin(work);
        runner.run(work);
        stopwatch.end(work);
    }

    private boolean put(Work.Letter letter) throws InterruptedException {
        boolean wake;
        lock.lock();
        try {
            while (!closed && !(fits(letter) && holds(letter))) {
                if (!fits(letter)) {
                    roomMade.await();
                } else {
                    awaitOthers();
                }
            }
            if (closed) {
                runner.events().dropped(1);
                return false;
            }
            wake = add(letter);
        } finally {
            lock.unlock();
        }
        if (wake) {
            lane.ready(this);
        }
        return true;
    }

    /** Says whether the reader may run a request now, before anything is put anywhere. */
    private boolean begins(Connection connection) {
        if (!lane.takesReaders() || mayHaveToWait(connection)) {
            return false;
        }
        lock.lock();
        try {
            if (closed || state != State.IDLE || !waiting.isEmpty() || !spell.begins()) {
                return false;
            }
            state = State.RUNNING;
            letterRuns = true;
            disturbed = false;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Says whether the reader may run one more after the last; if others wait, they have their turn first. */
    private boolean goesOn(Connection connection) {
        if (!spell.runs()) {
            return false;
        }
        boolean goesOn = spell.lasts() && !disturbed && !mayHaveToWait(connection);
        if (!goesOn) {
            endSpell();
        }
        return goesOn;
    }

    /**
     * Says whether an answer on this connection may have to wait because the peer reads none. While a reader waits it reads
     * nothing either, and a peer that sends all its requests before it reads would wait for it: that is for the lane.
     */
    private boolean mayHaveToWait(Connection connection) {
        return !lane.isReaders() && !connection.isWritable();
    }

    /**
     * To be called by the connection's reader when it has no more requests at hand: where it runs handlers itself, it may
     * then be a while until the next one, and tasks need not wait for that.
     */
    public void rest() {
        endSpell();
        spell.renew();
    }

    private void endSpell() {
        if (!spell.runs()) {
            return;
        }
        boolean more = standBack();
        spell.end();
        if (more) {
            lane.ready(this);
        }
    }

    private boolean awaitTurn(Work.Letter letter) throws InterruptedException {
        lock.lock();
        try {
            if (closed) {
                runner.events().dropped(1);
                return false;
            }
            holding.hold(bytes + letter.size(), true);
            waiting.add(letter);
            bytes += letter.size();
            try {
                while (!closed && (state != State.IDLE || !(waiting.peek() instanceof Work.Letter))) {
                    idle.await();
                }
            } catch (InterruptedException e) {
                waiting.remove(letter);
                bytes -= letter.size();
                holding.hold(bytes, true);
                throw e;
            }
            if (closed) {
                return false; // dropped, and counted by close
            }
            take();
            state = State.RUNNING;
            disturbed = !waiting.isEmpty();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Nobody tells here of room that others have made: it is to be looked for. */
    private void awaitOthers() throws InterruptedException {
        for (long left = OTHERS_ROOM; left > 0 && !closed; ) {
            left = roomMade.awaitNanos(left);
        }
    }

    /**
     * Counts the work against what all mailboxes may hold together. An empty one may always: its message has been read
     * already, and somebody has to make a beginning.
     */
    private boolean holds(Work work) {
        return holding.hold(bytes + work.size(), waiting.isEmpty());
    }

    /** True if the mailbox has to be handed to its lane. */
    private boolean add(Work work) {
        waiting.add(work);
        bytes += work.size();
        if (state != State.IDLE) {
            return false;
        }
        state = State.QUEUED;
        return true;
    }

    /** An empty mailbox takes anything: a legal frame may be larger than the bound. */
    private boolean fits(Work work) {
        return waiting.isEmpty() || (waiting.size() < maxWorks && bytes + work.size() <= maxBytes);
    }

    private @Nullable Work begin() {
        lock.lock();
        try {
            if (state != State.QUEUED) {
                return null; // closed while it stood in the queue
            }
            state = State.RUNNING;
            return takeOrRest();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Work next() {
        lock.lock();
        try {
            return takeOrRest();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Work takeOrRest() {
        Work next = waiting.peek();
        if (next == null || (lane.isReaders() && next instanceof Work.Letter)) {
            leave(State.IDLE); // a letter of the reader's is not for another thread
            return null;
        }
        return take();
    }

    private Work take() {
        Work work = waiting.remove();
        bytes -= work.size();
        holding.hold(bytes, true);
        if (letterRuns && !(work instanceof Work.Letter)) {
            idle.signalAll(); // tasks may follow without end, and whoever waits for the letters does not wait for them
        }
        letterRuns = work instanceof Work.Letter;
        roomMade.signal();
        return work;
    }

    private boolean standBack() {
        lock.lock();
        try {
            leave(waiting.isEmpty() ? State.IDLE : State.QUEUED);
            return state == State.QUEUED;
        } finally {
            lock.unlock();
        }
    }

    /** The calling thread no longer runs what is here. */
    private void leave(State next) {
        stopwatch.rest(); // first, since from then on another thread may start it
        state = next;
        letterRuns = false;
        idle.signalAll();
    }
}
