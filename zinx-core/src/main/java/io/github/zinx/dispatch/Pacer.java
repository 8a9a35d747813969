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
 * them all at once; and that thread sleeps for a moment every millisecond, so that the carriers' queues do run empty.
 *
 * <p>{@link Seat} says who may use it. Nothing here runs while nobody stands back.
 */
public final class Pacer {

    /** How long the pacer goes on before it sleeps for a moment. */
    static final Duration BREATH = Duration.ofMillis(1);

    private static final Pacer SHARED = new Pacer(BREATH).start();

    /** Stands in the line alone while the pacer sleeps, so that the first to come knows whom to wake. */
    private final Seat asleep = new Seat(0);

    /** The last in the line, which knows who stands before. */
    private final AtomicReference<@Nullable Seat> last = new AtomicReference<>();

    private final long breath;

    // The pacing thread's own.
    private @Nullable Seat staying; // the last of those who have another turn to stand back for
    private long slept = System.nanoTime();

    /** Makes one for which somebody has to do the {@linkplain #round rounds}. */
    Pacer(Duration breath) {
        this.breath = breath.toNanos();
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

    /** Makes the seat of one thread at the pacer of this process; running it stands back. */
    public static Seat seat() {
        return SHARED.newSeat(1);
    }

    /**
     * Makes one for a reader: it stands back for two turns of all others, because the worker, if its messages are handled by
     * one, and then the writer have to have had theirs before its peer can have anything more to say.
     */
    public static Seat readerSeat() {
        return SHARED.newSeat(2);
    }

    Seat newSeat(int turns) {
        return new Seat(turns);
    }

    /** Where one thread at a time stands back, as often as it likes. */
    public final class Seat implements Runnable {

        private final int turns;
        private int turnsLeft;
        private @Nullable Thread thread;
        private volatile boolean taken;
        private @Nullable Seat before;

        private Seat(int turns) {
            this.turns = turns;
        }

        /** Returns when the others have had their turns. An interrupt does not end it, and its flag is kept. */
        @Override
        public void run() {
            thread = Thread.currentThread();
            turnsLeft = turns;
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

    /** Frees whoever has had its turns and lets others run, or sleeps if nobody is there; returns how many it has freed. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing but speed depends on who runs next
    int round() {
        Seat come = last.getAndSet(null);
        if (come == null && staying == null) {
            sleep();
            return 0;
        }
        Seat stayed = firstOf(staying);
        staying = null;
        int freed = free(stayed) + free(firstOf(come));
        if (System.nanoTime() - slept > breath) {
            LockSupport.parkNanos(this, 1);
            slept = System.nanoTime();
        } else {
            Thread.yield();
        }
        return freed;
    }

    /** Frees those in the line whose turns are over, lets the others stay, and returns how many it has freed. */
    private int free(@Nullable Seat first) {
        int freed = 0;
        for (Seat seat = first; seat != null; ) {
            Seat next = seat.before;
            seat.turnsLeft--;
            if (seat.turnsLeft == 0) {
                seat.free();
                freed++;
            } else {
                seat.before = staying;
                staying = seat;
            }
            seat = next;
        }
        return freed;
    }

    /** Until somebody comes; at once if somebody has. */
    private void sleep() {
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
