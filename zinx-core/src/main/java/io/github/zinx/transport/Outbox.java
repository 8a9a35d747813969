package io.github.zinx.transport;

import io.github.zinx.ConnectionClosedException;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.QueueDepth;
import io.github.zinx.SendTimeoutException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What lies between many senders and the one writer of a connection.
 *
 * <p>There are two ways in. A buffered send puts its frame into the {@code queue} and returns. An unbuffered send puts a
 * {@link Ticket} into the same queue and offers its frame at the {@code rendezvous}; the writer comes there when it gets
 * to the ticket. So one queue decides the order of everything, and the writer sleeps in one place only: Java cannot wait
 * on two queues at once, and every way around that (polling both, signalling and then looking) loses, reorders or burns.
 *
 * <pre>
 *   sendBuffered ── room? ──▶ [ queue: frame │ frame │ ticket │ frame │ … ] ──take()──▶ writer ──▶ socket
 *   send ── turn? ── room? ──────────────────────────────┘  ╎                             ▲
 *     └────────────────────────── frame ─────────────▶ rendezvous ────────────────────────┘
 * </pre>
 *
 * Guards:
 * <ul>
 *   <li>{@code turn} is held through the whole of one unbuffered send, so at most one ticket is live and its sender is
 *       the only one at the rendezvous;
 *   <li>{@code room} guards the counters, {@code shut}, which queue it is and every insertion, so that nothing gets in
 *       behind the end; senders wait for room on its condition and never inside the queue, which is therefore never full;
 *   <li>{@code drained} belongs to the writer.
 * </ul>
 *
 * The end is a state, not an interrupt: whoever sets it wakes the writer, and the writer, leaving, turns away the sender
 * that may still stand at the rendezvous.
 *
 * <p>The writer is one thread at a time, and not always the same: one that has nothing to do for long may be
 * {@linkplain #letWriterGo let go}, and whoever then adds something, or sets the end, has another begin. Meanwhile the reader
 * may {@linkplain #becomeWriter be it} for the moment of one write.
 */
final class Outbox {

    /** What can be queued. */
    sealed interface Item permits Outgoing, Draft, Ticket, FlushMark {
        /** How many bytes it counts for. */
        int size();

        /** How many bytes of memory it holds, counted against what all connections may hold together. */
        default int held() {
            return 0;
        }
    }

    private enum Added {
        YES,
        /** The queue is full, or shut. */
        NO_ROOM,
        /** This queue has room, but all connections together hold as much as they may. */
        NO_MEMORY
    }

    /** What a writer that has been let go takes last: from then on it must not touch anything of the connection. */
    static final Frame LET_GO = Frame.encoded(0, new byte[0]);

    private static final int FIRST_CAPACITY = 8;
    private static final int GROWTH = 4;

    /** How long each side waits for the other between two looks at the state, once a ticket has been claimed. */
    private static final long HAND_OFF = TimeUnit.MILLISECONDS.toNanos(10);

    private final Duration sendTimeout;
    private final int maxMessages;
    private final long maxBytes;
    private final LongWait longWait;
    private final Supplier<ConnectionClosedException> closed;
    private final WaterMarks marks;
    private final Runnable newWriter;

    /** Begins small, since most connections never have much waiting, and is replaced by a larger one under {@code room}. */
    private volatile ArrayBlockingQueue<Item> queue;

    /** How many items the queue has room for now. */
    private int places;

    private final Tail tail = new Tail();
    private final SynchronousQueue<Frame> rendezvous = new SynchronousQueue<>();
    private final ReentrantLock turn = new ReentrantLock();
    private final ReentrantLock room = new ReentrantLock();
    private final Condition roomMade = room.newCondition();
    private final MemoryCap.Share memory;
    private int messages;
    private long bytes;
    private long held;

    /** What the writer has taken and not yet written. */
    private long writing;

    private volatile boolean shut;
    private volatile boolean failed;
    private @Nullable Frame farewell;
    private final Drained drained = new Drained();

    /** The writer, while it sleeps or is about to; who takes its name out wakes it. */
    private final AtomicReference<@Nullable Thread> sleeper = new AtomicReference<>();

    private volatile boolean mayGo;

    /** There is no writer; whoever makes it false has another begin. */
    private final AtomicBoolean gone = new AtomicBoolean();

    /** All that the writer has taken is written; false from before an item leaves the counters. */
    private volatile boolean resting = true;

    /**
     * The supplier makes the exception for senders that come too late; the consumer is told, under {@code room}, when the
     * queue rises above the high water mark (false) and falls to the low one (true). The runnable has a new writer begin:
     * it may be called under {@code room}, and must neither wait nor throw.
     */
    Outbox(
            ConnectionSettings settings,
            LongWait longWait,
            Supplier<ConnectionClosedException> closed,
            Consumer<Boolean> writability,
            Runnable newWriter,
            MemoryCap.Share memory) {
        this.memory = memory;
        this.newWriter = newWriter;
        marks = new WaterMarks(settings, writability);
        this.longWait = longWait;
        this.closed = closed;
        sendTimeout = settings.sendTimeout();
        maxMessages = settings.sendQueueCapacity();
        maxBytes = settings.sendQueueBytes();
        places = Math.min(FIRST_CAPACITY, maxMessages);
        queue = new ArrayBlockingQueue<>(places);
    }

    // ---- senders ----

    /** Returns when the writer has taken the frame. */
    void send(Frame frame) throws InterruptedException {
        Patience patience = new Patience(sendTimeout, longWait);
        checkOpen();
        while (!turn.tryLock(patience.slice(), TimeUnit.NANOSECONDS)) {
            patience.check("turn to send");
        }
        try {
            Ticket ticket = new Ticket();
            enqueue(ticket, patience);
            handOver(ticket, frame, patience);
        } finally {
            turn.unlock();
        }
    }

    /** Returns when the item is queued. */
    void sendBuffered(Item item) throws InterruptedException {
        if (!trySend(item)) {
            enqueue(item, new Patience(sendTimeout, longWait));
        }
    }

    /** Queues the item if there is room now. */
    boolean trySend(Item item) {
        boolean queued = offer(item);
        if (!queued) {
            checkOpen();
        }
        return queued;
    }

    /** Queues the item if there is room now and the outbox is not shut. */
    boolean offer(Item item) {
        return add(item) == Added.YES;
    }

    private Added add(Item item) {
        Added added = insert(item);
        if (added == Added.YES) {
            wakeWriter();
        }
        return added;
    }

    private Added insert(Item item) {
        room.lock();
        try {
            if (shut || !fits(item)) {
                return Added.NO_ROOM;
            }
            int growth = item instanceof Draft draft ? tail.growthFor(draft) : item.held();
            if (!memory.hold(writing + held + growth)) {
                return item instanceof Draft draft && growth > draft.size() ? insert(draft.alone()) : Added.NO_MEMORY;
            }
            try {
                put(item);
            } catch (Throwable t) { // a codec of the user's, or no memory
                memory.holdAnyway(writing + held);
                throw t;
            }
            messages++;
            bytes += item.size();
            held += growth;
            marks.rose(messages, bytes);
            return Added.YES;
        } finally {
            room.unlock();
        }
    }

    private void put(Item item) {
        if (item instanceof Draft draft) {
            if (!tail.add(draft)) {
                Batch begun = tail.begin(draft);
                append(begun);
                tail.open(begun);
            }
        } else {
            tail.close();
            append(item);
        }
    }

    /** The queue is full only if it has not grown to its capacity yet: nothing stands in it that is not counted. */
    private void append(Item item) {
        if (!queue.offer(item)) {
            int more = Math.min(GROWTH * places, maxMessages);
            ArrayBlockingQueue<Item> larger = new ArrayBlockingQueue<>(more);
            queue.drainTo(larger);
            larger.add(item);
            queue = larger;
            places = more;
        }
    }

    private void wakeWriter() {
        if (!wakeSleeper() && gone.get() && gone.compareAndSet(true, false)) {
            newWriter.run();
        }
    }

    private boolean wakeSleeper() {
        Thread writer = sleeper.get();
        if (writer == null) {
            return false;
        }
        wake(writer);
        return true;
    }

    /** Wakes this one if it still sleeps; who comes late must not take out the name of the one after it. */
    void wake(Thread writer) {
        if (sleeper.compareAndSet(writer, null)) {
            LockSupport.unpark(writer);
        }
    }

    /** Returns true once everything queued before has been written; false if that took too long. */
    boolean flush(Duration timeout) throws InterruptedException {
        Patience patience = new Patience(timeout, longWait);
        FlushMark mark = new FlushMark();
        try {
            enqueue(mark, patience);
            while (!mark.await(patience.slice())) {
                patience.check("end of the writing");
            }
        } catch (SendTimeoutException e) {
            forget(mark);
            return false;
        } catch (InterruptedException e) {
            forget(mark);
            throw e;
        }
        if (!mark.isWritten()) {
            throw closed.get();
        }
        return true;
    }

    private void handOver(Ticket ticket, Frame frame, Patience patience) throws InterruptedException {
        boolean interrupted = false;
        try {
            while (true) {
                boolean handed = false;
                try {
                    long wait = ticket.isClaimed() ? HAND_OFF : patience.slice();
                    handed = rendezvous.offer(frame, wait, TimeUnit.NANOSECONDS);
                    if (!handed && !ticket.isClaimed() && !ticket.isRefused()) {
                        patience.check("writer to take the message");
                    }
                } catch (Throwable t) { // time is up, interrupted, or no memory to tell of the long wait
                    if (ticket.withdraw()) {
                        forget(ticket);
                        throw t;
                    }
                    interrupted |= t instanceof InterruptedException; // too late: the writer waits for this frame
                }
                if (handed && ticket.isClaimed()) {
                    return;
                }
                if (handed || ticket.isRefused()) {
                    throw closed.get(); // turned away by the leaving writer
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void enqueue(Item item, Patience patience) throws InterruptedException {
        for (Added added = add(item); added != Added.YES; added = add(item)) {
            if (added == Added.NO_MEMORY) {
                throw new SendTimeoutException("all connections together hold as many bytes as they may");
            }
            checkOpen();
            awaitRoom(item, patience.slice());
            patience.check("room in the send queue");
        }
    }

    private void awaitRoom(Item item, long nanos) throws InterruptedException {
        room.lock();
        try {
            for (long left = nanos; left > 0 && !shut && !fits(item); ) {
                left = roomMade.awaitNanos(left);
            }
        } finally {
            room.unlock();
        }
    }

    /** An empty queue takes anything: otherwise a legal frame could be larger than the bound and never go out. */
    private boolean fits(Item item) {
        return messages == 0 || (messages < maxMessages && bytes + item.size() <= maxBytes);
    }

    /** What holds memory, holds it until it is written. */
    private void left(Outgoing item) {
        room.lock();
        try {
            close(item);
            left(item.messages(), item.size(), item.held());
        } finally {
            room.unlock();
        }
    }

    /** A ticket or a mark has left the queue. */
    private void left() {
        left(1, 0, 0);
    }

    /** Nothing can be added to it any more, so that its size is what it is. */
    private void close(Outgoing item) {
        if (item instanceof Batch batch) {
            room.lock();
            try {
                tail.taken(batch);
            } finally {
                room.unlock();
            }
        }
    }

    private void left(int count, long size, long stillHeld) {
        room.lock();
        try {
            messages -= count;
            bytes -= size;
            held -= stillHeld;
            writing += stillHeld;
            marks.fell(messages, bytes);
            roomMade.signalAll();
        } finally {
            room.unlock();
        }
    }

    /** Takes back an item that its maker no longer waits for, unless the writer has it already and will account for it. */
    private void forget(Item item) {
        if (queue.remove(item)) {
            left();
        }
    }

    /** To be called by the writer before it writes what it has polled: that no longer takes room. */
    void gatheredLeft() {
        if (drained.gathered() > 0) {
            left(drained.gathered(), drained.bytes(), drained.held());
            drained.settled();
        }
    }

    /** To be called by the writer when all that it has taken is written. */
    void written() {
        room.lock();
        try {
            writing = 0;
            memory.holdAnyway(held);
        } finally {
            room.unlock();
        }
    }

    /** Says that nothing of what was ever queued is held any more; to be called once the writer has gone. */
    void letGo() {
        room.lock();
        try {
            memory.holdAnyway(0);
        } finally {
            room.unlock();
        }
    }

    // ---- the writer ----

    /**
     * Returns what is next in order, sleeping until there is one; null when there will be none, and {@link #LET_GO} if
     * the caller is no longer the writer. It must hold no unwritten frame: a ticket's sender may take its time, and a flush
     * mark counts what has been written.
     */
    @Nullable
    Outgoing take() throws InterruptedException {
        gatheredLeft();
        while (!failed) {
            Item item = drained.next();
            if (item == null) {
                resting = true;
                item = await();
                if (item == LET_GO) {
                    return LET_GO;
                }
                resting = false;
            }
            switch (item) {
                case null -> {
                    return failed ? null : lastFrame();
                }
                case Outgoing outgoing -> {
                    left(outgoing);
                    return outgoing;
                }
                case Draft draft -> throw new IllegalStateException("not encoded");
                case Ticket ticket -> {
                    left();
                    Frame frame = ticket.claim() ? receive(ticket) : null;
                    if (frame != null) {
                        return frame;
                    }
                }
                case FlushMark mark -> {
                    left();
                    mark.written();
                }
            }
        }
        return null;
    }

    /** Waits for the next item; null when there will be none. */
    private @Nullable Item await() {
        while (true) {
            boolean last = shut; // asked first, because nothing gets in behind the end
            Item item = queue.poll();
            if (item != null || last) {
                sleeper.set(null);
                if (mayGo) { // a look costs less than a write, and this is done for every wake-up
                    mayGo = false;
                }
                return item;
            }
            if (mayGo && goes()) {
                return LET_GO;
            }
            if (sleeper.get() == null) {
                sleeper.set(Thread.currentThread()); // and looks once more: from now on it is woken
            } else {
                LockSupport.park(this);
                Thread.interrupted(); // or the next park would not wait
            }
        }
    }

    /** Says that there is no writer any more, and looks once more; false if it has to go on after all. */
    private boolean goes() {
        mayGo = false;
        sleeper.set(null);
        gone.set(true);
        return (queue.isEmpty() && !shut) || !gone.compareAndSet(true, false);
    }

    /** Lets the writer go, if it still has nothing to do when it hears of it. */
    void letWriterGo() {
        mayGo = true;
        wakeSleeper();
    }

    /** Says whether there is a writer. */
    boolean hasWriter() {
        return !gone.get();
    }

    /**
     * Makes the caller the writer, if there is none, nothing waits and this is not shut: what it writes now goes out in
     * order. It must say {@link #cease} soon, since what others queue meanwhile is left to whoever follows.
     */
    boolean becomeWriter() {
        if (!gone.get()) {
            return false;
        }
        room.lock(); // or a queue that is just being replaced by a larger one would look empty
        try {
            return queue.isEmpty() && !shut && gone.compareAndSet(true, false);
        } finally {
            room.unlock();
        }
    }

    /** The caller is no longer the writer; one begins if something has come meanwhile, or is left over. */
    void cease(boolean leaves) {
        if (!leaves) {
            gone.set(true);
            if ((queue.isEmpty() && !shut) || !gone.compareAndSet(true, false)) {
                return;
            }
        }
        newWriter.run();
    }

    /** So many bytes have been taken that another writer will write; until it has, this is not quiet. */
    void leave(int count) {
        resting = false;
        room.lock();
        try {
            writing += count;
            memory.holdAnyway(writing + held);
        } finally {
            room.unlock();
        }
    }

    /**
     * Returns what is next in order if it is there and nobody has to be waited for; else null. It takes room until
     * {@link #gatheredLeft} or the next {@link #take}.
     */
    @Nullable
    Outgoing poll() {
        Outgoing next = failed ? null : drained.peek(queue);
        if (next != null) {
            close(next);
            drained.gather(next);
        }
        return next;
    }

    /** To be called by the writer as it leaves, however it came to that: lets go of everybody who waits here. */
    void retire() {
        fail();
        boolean interrupted = false;
        while (turn.isLocked()) {
            try {
                rendezvous.poll(1, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        drained.takeAll(queue);
        for (Item item = drained.next(); item != null; item = drained.next()) {
            if (item instanceof FlushMark mark) {
                mark.lost();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Frame receive(Ticket ticket) throws InterruptedException {
        Frame frame = null;
        try {
            while (frame == null && !failed) {
                frame = rendezvous.poll(HAND_OFF, TimeUnit.NANOSECONDS);
            }
            return frame;
        } finally {
            if (frame == null) {
                ticket.refuse();
            }
        }
    }

    private @Nullable Frame lastFrame() {
        room.lock();
        try {
            Frame last = farewell;
            farewell = null;
            return last;
        } finally {
            room.unlock();
        }
    }

    // ---- the end ----

    /**
     * Takes nothing more; what is queued goes out, and last of all the farewell. False if it was shut already; the
     * farewell is then dropped.
     */
    boolean shut(@Nullable Frame lastWords) {
        room.lock();
        try {
            if (shut) {
                return false;
            }
            farewell = lastWords;
            end();
            return true;
        } finally {
            room.unlock();
        }
    }

    /** Takes nothing more and gives the writer nothing more. */
    void fail() {
        room.lock();
        try {
            if (!failed) {
                failed = true;
                tail.close();
                end();
            }
        } finally {
            room.unlock();
        }
    }

    /** Returns how much waits to be taken by the writer; nothing does any more once it has failed. */
    QueueDepth depth() {
        room.lock();
        try {
            return failed ? QueueDepth.EMPTY : new QueueDepth(messages, bytes);
        } finally {
            room.unlock();
        }
    }

    /** Says whether nothing waits to be taken by the writer. */
    boolean isEmpty() {
        room.lock();
        try {
            return messages == 0 && farewell == null;
        } finally {
            room.unlock();
        }
    }

    /** Says whether nothing waits to be taken by the writer, and all that it has taken is written. */
    boolean isQuiet() {
        return isEmpty() && resting;
    }

    /** Says whether sends are taken and the queue is not between its water marks on the way down, or above. */
    boolean isWritable() {
        return !shut && !marks.isAbove();
    }

    boolean isShut() {
        return shut;
    }

    boolean hasFailed() {
        return failed;
    }

    private void end() {
        shut = true;
        roomMade.signalAll();
        wakeWriter();
    }

    private void checkOpen() {
        if (shut) {
            throw closed.get();
        }
    }
}
