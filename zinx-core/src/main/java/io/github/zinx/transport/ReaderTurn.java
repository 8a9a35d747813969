package io.github.zinx.transport;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When a connection's reader lets others run first: after a read that brought messages and all that there was, since the
 * next one is likely to be there when it comes back; and where each read brings as much as there is room for, so that none
 * ever waits, after a millisecond of them. Without that, one peer that sends faster than is read would keep a carrier to
 * itself.
 *
 * <p>Used by the reader only.
 */
final class ReaderTurn {

    /** How long a reader goes on that always finds more. */
    private static final long MOST = TimeUnit.MILLISECONDS.toNanos(1);

    private final Runnable others;
    private final LongSupplier clock;
    private boolean moreWaits;
    private long since;

    /** The runnable lets others run; the clock shows nanoseconds from any beginning. */
    ReaderTurn(Runnable others, LongSupplier clock) {
        this.others = others;
        this.clock = clock;
    }

    /** Says whether the last read took all that there was room for, so that more may be waiting. */
    boolean moreWaits() {
        return moreWaits;
    }

    /** To be called before each read: has others run first if it is time. */
    void beforeRead(boolean broughtMessages) {
        if (moreWaits) {
            if (clock.getAsLong() - since > MOST) {
                others.run();
                since = clock.getAsLong();
            }
        } else if (broughtMessages) {
            others.run();
        }
    }

    /** To be called after each read. */
    void afterRead(boolean tookAllThereWasRoomFor) {
        if (tookAllThereWasRoomFor && !moreWaits) {
            since = clock.getAsLong();
        }
        moreWaits = tookAllThereWasRoomFor;
    }
}
