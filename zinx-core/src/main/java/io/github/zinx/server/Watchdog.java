package io.github.zinx.server;

import io.github.zinx.ConnectionSettings;
import io.github.zinx.transport.Deadlines;
import java.time.Duration;
import java.util.List;

/**
 * Looks for handlers, tasks and hooks that run for too long and tells of them, once, and again whenever that time has
 * doubled. It never touches them: an interrupt would close whatever socket their thread is using. Looks as often as the
 * sweeper does, from the sweeper's platform thread, which runs on when user code holds all carriers.
 */
final class Watchdog implements Deadlines.Swept {

    /** A stack costs some ten microseconds, and the time limits of all connections wait meanwhile. */
    private static final int STACKS_A_ROUND = 20;

    private final Ledger ledger;
    private final ServerEvents events;
    private final Carriers carriers;
    private final long limit;
    private int stacksLeft;

    /** {@link ConnectionSettings#OFF} leaves only the look after the carriers. */
    Watchdog(Duration limit, Ledger ledger, ServerEvents events, Carriers carriers) {
        this.limit = limit.toNanos();
        this.ledger = ledger;
        this.events = events;
        this.carriers = carriers;
    }

    @Override
    public void sweep(long now) {
        carriers.sweep(now);
        if (isOn()) {
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
