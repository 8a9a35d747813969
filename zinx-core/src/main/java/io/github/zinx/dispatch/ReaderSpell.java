package io.github.zinx.dispatch;

import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * How long a connection's reader runs requests itself instead of leaving them to its lane: as long as it has some at hand
 * where they are its own, and else a millisecond at the most, of requests that have long been quick. One that turns out to
 * take longer is the last.
 *
 * <p>Used by the reader only.
 */
final class ReaderSpell {

    /** How long a reader is at work on a lane that is not its own. */
    static final long MOST = TimeUnit.MILLISECONDS.toNanos(1);

    private final Mailbox.Lane lane;
    private final Stopwatch stopwatch;
    private final IntSupplier pace;
    private boolean runs;
    private boolean over;
    private int seen;

    /** The pace is a number that has changed if much time has passed, or 0 if it cannot tell. */
    ReaderSpell(Mailbox.Lane lane, Stopwatch stopwatch, IntSupplier pace) {
        this.lane = lane;
        this.stopwatch = stopwatch;
        this.pace = pace;
    }

    /** Begins if it may, and has entered the lane then; says whether it has. */
    boolean begins() {
        runs = (lane.isReaders() || (!over && stopwatch.areQuick())) && lane.tryEnter();
        return runs;
    }

    /** To be called before its first request; begins a spell on a lane of the reader's own that had to be waited for. */
    void start() {
        runs = true;
        seen = pace.getAsInt();
        stopwatch.start();
    }

    boolean runs() {
        return runs;
    }

    /** To be called after each request, before anything else is done. */
    void ran() {
        if (lane.isReaders()) {
            return;
        }
        int now = pace.getAsInt();
        if (now != seen || now == 0) {
            seen = now;
            stopwatch.rest(); // several short ones are timed together, unless they may not have been that short
        }
        over = stopwatch.ran() > MOST || !lane.isCallers();
    }

    /** Says whether it may go on with another request. */
    boolean lasts() {
        return !over;
    }

    /** It has ended, and the mailbox has been left. */
    void end() {
        runs = false;
        lane.leave();
    }

    /** Everything that was at hand has been run or left to the lane; another one may begin. */
    void renew() {
        over = false;
    }
}
