package io.github.zinx.server;

import io.github.zinx.ConnectionSettings;
import io.github.zinx.transport.Deadlines;
import java.time.Duration;
import java.util.List;

/**
 * Looks for handlers, tasks and hooks that run for too long and tells of them, once, and again whenever that time has
 * doubled. It never touches them: an interrupt would close whatever socket their thread is using. Looks from the sweeper's
 * platform thread, which runs on when user code holds all carriers, and in a few rounds of many only: there may be
 * thousands of connections to look at, and a tenth of the time that is too long is early enough.
 */
final class Watchdog implements Deadlines.Swept {

    /** A stack costs some ten microseconds, and the time limits of all connections wait meanwhile. */
    private static final int STACKS_A_ROUND = 20;

    private static final long LONGEST_PAUSE = Duration.ofSeconds(1).toNanos();

    private final Ledger ledger;
    private final ServerEvents events;
    private final Carriers carriers;
    private final long limit;
    private final long pause;
    private long next = System.nanoTime();
    private int stacksLeft;

    /** {@link ConnectionSettings#OFF} leaves only the look after the carriers. */
    Watchdog(Duration limit, Ledger ledger, ServerEvents events, Carriers carriers) {
        this.limit = limit.toNanos();
        pause = Math.min(this.limit / 10, LONGEST_PAUSE);
        this.ledger = ledger;
        this.events = events;
        this.carriers = carriers;
    }

    @Override
    public void sweep(long now) {
        carriers.sweep(now);
        if (isOn() && now - next >= 0) {
            next = now + pause;
            stacksLeft = STACKS_A_ROUND;
            ledger.forEach(account -> look(account, now));
        }
    }

    /** A connection that is released has no time limits any more, but its last handler and its stop hook may still run. */
    @Override
    public boolean isBusy() {
        return isOn() && !ledger.isEmpty();
    }

    private boolean isOn() {
        return limit < ConnectionSettings.OFF.toNanos();
    }

    private void look(Account account, long now) {
        RunningCall call = account.running();
        if (call == null) {
            account.nothingRuns();
            return;
        }
        long nanos = call.nanos(now);
        if (nanos < account.limit(call, limit)) {
            return;
        }
        boolean first = !account.wasReported(call);
        account.reported(call, 2 * nanos);
        List<StackTraceElement> stack = stacksLeft-- > 0 ? call.stack() : List.of();
        if (call.isRunning()) {
            events.overdue(call.overdue(now, stack), first);
        }
    }
}
