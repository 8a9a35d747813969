package io.github.zinx.dispatch;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets threads that have just worked stand back until all others that can run have had their turn. There is one for the
 * process, since there is one scheduler of virtual threads.
 *
 * <p>A reader that has read stands back because its next request is likely to be there once it comes back: a read that
 * finds something costs half of one that has to wait. It must not do so by {@link Thread#yield} alone: a carrier serves
 * its own queue before it looks at what others have woken, such as a new connection's threads, and where readers yield
 * that queue is never empty. So those who stand back wait here, outside every queue, until one virtual thread releases
 * them again; and that thread sleeps for a moment every millisecond, so that the carriers' queues do run empty.
 *
 * <p>Of readers it releases a few at a time, and the next ones when those, their workers and their writers have had their
 * turn. What one message needs is done then before anything else has pushed it out of the processor's caches; and whoever
 * has waited longest goes first, so that none waits much longer than the others.
 *
 * <p>{@link Seat} says who may use it. Nothing here runs while nobody stands back.
 */
public final class Pacer {

    /** How long the pacer goes on before it sleeps for a moment. */
    static final Duration BREATH = Duration.ofMillis(1);

    /** How many readers go at a time: enough to keep all carriers busy for a round. */
    static final int GROUP = 8 * Math.max(2, Runtime.getRuntime().availableProcessors());

    /** After how many rounds the next go: one of the readers, one of their workers and one of their writers. */
    private static final int ROUNDS = 3;

    /** When rounds take so long, because others have much to do, no reader waits for more than one of them. */
    static final Duration LATE = Duration.ofMillis(5);

    private static final Pacer SHARED = new Pacer(BREATH, LATE).start();

    /** Stands in the line alone while the pacer sleeps, so that the first to come knows whom to wake. */
    private final Seat asleep = new Seat(false);

    /** The last in the line, which knows who stands before. */
    private final AtomicReference<@Nullable Seat> last = new AtomicReference<>();

    private final long breath;
    private final long late;

    /** Another number after each round; 0 while the pacer sleeps. */
    private volatile int pace;

    // The pacing thread's own.
    private @Nullable Seat firstReader;
    private @Nullable Seat lastReader;
    private int done; // rounds in all
    private int rounds; // since the last group of readers went
    private long went = System.nanoTime(); // or nobody stood here
    private long slept = System.nanoTime();

    /** Makes one for which somebody has to do the {@linkplain #round rounds}. */
    Pacer(Duration breath, Duration late) {
        this.breath = breath.toNanos();
        this.late = late.toNanos();
    }

    /** Has a thread of its own do the rounds, for as long as the process lives. */
    Pacer start() {
        Thread.ofVirtual().name("zinx-pacer").start(() -> {
            while (true) {
                round();
            }
        });
        return this;
    }

    /** Makes the seat of one thread at the pacer of this process; running it stands back for a turn of all others. */
    public static Seat seat() {
        return SHARED.newSeat();
    }

    /** Makes one for a reader: it stands back until it is one of the next to go. */
    public static Seat readerSeat() {
        return SHARED.newReaderSeat();
    }

    /**
     * Returns a number that tells for nothing whether it is worth while to look at the clock. If it is the same as before and
     * not 0, the pacer has not gone round meanwhile, which it does every few milliseconds at least as long as it has a
     * carrier; 0 says that it does not go round now.
     */
    static int sharedPace() {
        return SHARED.pace();
    }

    int pace() {
        return pace;
    }

    Seat newSeat() {
        return new Seat(false);
    }

    Seat newReaderSeat() {
        return new Seat(true);
    }

    /** Where one thread at a time stands back, as often as it likes. */
    public final class Seat implements Runnable {

        private final boolean reads;
        private @Nullable Thread thread;
        private volatile boolean taken;
        private @Nullable Seat before;

        private Seat(boolean reads) {
            this.reads = reads;
        }

        /** Returns when the others have had their turn. An interrupt does not end it, and its flag is kept. */
        @Override
        public void run() {
            thread = Thread.currentThread();
            taken = true;
            if (line() == asleep) {
                LockSupport.unpark(asleep.thread);
            }
            boolean interrupted = false;
            while (taken) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        /** Lines up; returns who was there. */
        private @Nullable Seat line() {
            Seat now;
            do {
                now = last.get();
                before = now == asleep ? null : now;
            } while (!last.compareAndSet(now, this));
            return now;
        }

        private void free() {
            before = null;
            Thread waiting = thread;
            taken = false;
            LockSupport.unpark(waiting);
        }
    }

    /** Frees those whose turn it is and lets others run, or sleeps if nobody is there; returns how many it has freed. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing but speed depends on who runs next
    int round() {
        done = Math.max(1, done + 1);
        pace = done;
        Seat come = last.getAndSet(null);
        if (come == null && firstReader == null) {
            sleep();
            return 0;
        }
        long now = System.nanoTime();
        if (firstReader == null) {
            went = now;
        }
        int freed = freeAllButReaders(firstOf(come)) + freeReaders(now);
        if (now - slept > breath) {
            LockSupport.parkNanos(this, 1);
            slept = System.nanoTime();
        } else {
            Thread.yield();
        }
        return freed;
    }

    private int freeAllButReaders(@Nullable Seat first) {
        int freed = 0;
        for (Seat seat = first; seat != null; ) {
            Seat next = seat.before;
            if (seat.reads) {
                addReader(seat);
            } else {
                seat.free();
                freed++;
            }
            seat = next;
        }
        return freed;
    }

    /** Frees a group of readers when it is time, and all of them when it is long past that. */
    private int freeReaders(long now) {
        rounds++;
        boolean all = now - went > late;
        if (rounds < ROUNDS && !all) {
            return 0;
        }
        rounds = 0;
        went = now;
        int freed = 0;
        for (Seat seat = firstReader; seat != null && (all || freed < GROUP); seat = firstReader) {
            firstReader = seat.before;
            seat.free();
            freed++;
        }
        return freed;
    }

    /** At the end; from here on each knows who stands behind it. */
    private void addReader(Seat seat) {
        seat.before = null;
        if (firstReader == null) {
            firstReader = seat;
        } else if (lastReader != null) {
            lastReader.before = seat;
        }
        lastReader = seat;
    }

    /** Until somebody comes; at once if somebody has. */
    private void sleep() {
        pace = 0;
        asleep.thread = Thread.currentThread();
        if (last.compareAndSet(null, asleep)) {
            while (last.get() == asleep) {
                LockSupport.park(this);
            }
        }
    }

    /** Turns the line round: who came first goes first. */
    private static @Nullable Seat firstOf(@Nullable Seat line) {
        Seat first = null;
        for (Seat seat = line; seat != null; ) {
            Seat before = seat.before;
            seat.before = first;
            first = seat;
            seat = before;
        }
        return first;
    }
}
