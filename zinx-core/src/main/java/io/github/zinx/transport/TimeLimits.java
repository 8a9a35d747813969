package io.github.zinx.transport;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.ConnectionSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All limits in time of one connection, and when the sweeper has to look at them.
 *
 * <p>With thousands of silent connections, looking at them is most of what a server does. A clock that is started from
 * now on takes its whole time to pass, so until the first of them can have passed there is nothing to see, unless the
 * connection {@linkplain #stir is stirred}.
 */
final class TimeLimits {

    private final Limit start;
    private final Limit login;
    private final Limit frame;
    private final Limit idle;
    private final Limit write;
    private final List<Limit> all;
    private final LongSupplier clock;
    private final AtomicReference<@Nullable Long> drainUntil = new AtomicReference<>();
    private volatile boolean stirred = true;

    /** The sweeper's own. */
    private long quietUntil;

    /** Goes by this clock; what the sweeper calls now has to be read from it too. */
    TimeLimits(ConnectionSettings settings, Duration loginTimeout, LongSupplier clock) {
        this.clock = clock;
        start = new Limit(Kind.START_TIMEOUT, settings.startTimeout(), clock);
        login = new Limit(Kind.LOGIN_TIMEOUT, loginTimeout, clock);
        frame = new Limit(Kind.FRAME_TIMEOUT, settings.frameTimeout(), clock);
        idle = new Limit(Kind.IDLE_TIMEOUT, settings.idleTimeout(), clock);
        write = new Limit(Kind.WRITE_TIMEOUT, settings.writeTimeout(), clock);
        all = List.of(start, login, frame, idle, write);
    }

    /** How long the start hook may take. */
    Limit start() {
        return start;
    }

    /** How long the peer may take to log in. */
    Limit login() {
        return login;
    }

    /** How long a frame once begun may take. */
    Limit frame() {
        return frame;
    }

    /** How long the peer may stay silent. */
    Limit idle() {
        return idle;
    }

    /** How long one write may take. */
    Limit write() {
        return write;
    }

    /** The connection has to be released when this much time has passed, or earlier if that was said before. */
    void drainWithin(Duration limit) {
        long until = clock.getAsLong() + limit.toNanos();
        drainUntil.updateAndGet(now -> now == null || until - now < 0 ? Long.valueOf(until) : now);
        stir();
    }

    /** The sweeper has to look in its next round; to be called when user code has been given something to do. */
    void stir() {
        if (!stirred) {
            stirred = true;
        }
    }

    // ---- for the sweeper ----

    /** Says that there is nothing to look at now; if false, whoever stirs from now on asks for another look after this one. */
    boolean areQuiet(long now) {
        if (!stirred && now - quietUntil < 0) {
            return true;
        }
        stirred = false;
        return false;
    }

    /** Keeps the clock of the peer's silence from passing while something is done for it, which may end at any time. */
    void keepAwake() {
        idle.restartIfRunning();
        stir();
    }

    /** Gives every limit that has passed to the action. */
    void forEachPassed(long now, Consumer<Limit> action) {
        long least = Long.MAX_VALUE;
        for (Limit limit : all) {
            if (limit.isAheadOf(now)) {
                limit.restartIfRunning(); // started after a standstill, before the clock was set back for it
            }
            least = Math.min(least, limit.left(now));
            if (limit.hasPassed(now)) {
                action.accept(limit);
            }
        }
        quietUntil = now + least;
    }

    boolean isDrainOver(long now) {
        Long until = drainUntil.get();
        if (until == null) {
            return false;
        }
        stir();
        return now - until > 0;
    }
}
