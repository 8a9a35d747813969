package io.github.zinx.server;

import io.github.zinx.dispatch.LimitedLog;
import io.github.zinx.transport.Deadlines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Watches whether virtual threads get a carrier: readers and writers are virtual threads, and user code that holds
 * carriers (native calls, and before Java 24 blocking inside {@code synchronized}) starves them all. Looks as often as
 * the sweeper does, from the sweeper's platform thread.
 */
final class Carriers implements Deadlines.Swept {

    private static final long LATE = Duration.ofMillis(500).toNanos();

    /** What runs for less does not keep anybody waiting for half a second. */
    private static final long SUSPECT = Duration.ofMillis(100).toNanos();

    private static final int NAMED = 4;

    private final LimitedLog log;
    private final Ledger ledger;
    private volatile boolean answered = true;
    private long asked;

    Carriers(LimitedLog log, Ledger ledger) {
        this.log = log;
        this.ledger = ledger;
    }

    /** Returns how many carriers this JVM has, as far as it says. */
    static int count() {
        return Integer.getInteger(
                "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    }

    @Override
    public void sweep(long now) {
        if (answered) {
            answered = false;
            asked = now;
            ask();
        } else if (now - asked > LATE) {
            log.warn("carriers", () -> late(now));
        }
    }

    /** Says whether the last question has been answered. */
    boolean isAnswered() {
        return answered;
    }

    private void ask() {
        try {
            Thread.startVirtualThread(() -> answered = true);
        } catch (Throwable t) {
            answered = true; // no memory for a thread is another trouble
            throw t;
        }
    }

    private String late(long now) {
        return "a virtual thread has waited " + Duration.ofNanos(now - asked).toMillis()
                + " ms for a carrier: if handlers hold carriers (native calls; synchronized before Java 24),"
                + " set workers.threads: platform" + suspects(now);
    }

    /** Those that hold a carrier as far as can be seen, and those that have run the longest. */
    private String suspects(long now) {
        List<RunningCall> running = new ArrayList<>();
        ledger.forEach(account -> {
            RunningCall call = account.running();
            if (call != null && call.thread().isVirtual() && call.nanos(now) > SUSPECT) {
                running.add(call);
            }
        });
        return running.stream()
                .sorted(Comparator.comparing(RunningCall::holdsCarrier)
                        .thenComparingLong(call -> call.nanos(now))
                        .reversed())
                .limit(NAMED)
                .map(call -> "\n" + call.overdue(now, call.stack()))
                .collect(Collectors.joining());
    }
}
