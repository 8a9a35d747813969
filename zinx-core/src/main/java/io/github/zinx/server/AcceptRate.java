package io.github.zinx.server;

import io.github.zinx.ConnectionSettings;
import java.util.concurrent.TimeUnit;

/**
 * How many new connections are admitted in a second: so many at once after a quiet second, and one more each time that a
 * fraction of a second has passed. Used by the acceptor's thread only; times are of {@link System#nanoTime}.
 */
final class AcceptRate {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final boolean off;

    /** What one connection costs, rounded up so that it is never more than the rate. */
    private final long cost;

    /** How far in debt the account may be and still take one more. */
    private final long credit;

    /** When all that has been admitted will be paid for. */
    private long paidAt;

    AcceptRate(long perSecond, long now) {
        off = perSecond == ConnectionSettings.UNLIMITED;
        cost = Math.ceilDiv(SECOND, perSecond);
        credit = (perSecond - 1) * cost;
        paidAt = now;
    }

    /** Returns how long it is until one more may be admitted; 0 if it may now. */
    long waitAt(long now) {
        return off ? 0 : Math.max(0, paidAt - now - credit);
    }

    /** One more has been admitted. */
    void admitted(long now) {
        if (!off) {
            paidAt = cost + (paidAt - now > 0 ? paidAt : now);
        }
    }
}
