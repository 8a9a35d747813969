package io.github.zinx.tests.soak;

import io.github.zinx.CloseReason;
import io.github.zinx.server.RejectCause;
import java.util.concurrent.atomic.AtomicLongArray;

/** How many connections of each kind have come to which end. Of a fixed size, so that it looks like no leak. */
final class Ends {

    private static final int REASONS = CloseReason.Kind.values().length;
    private static final int ENDS = REASONS + RejectCause.values().length;

    private final AtomicLongArray counts = new AtomicLongArray((Kind.values().length + 1) * ENDS);

    /** Counts a connection that was served; mark 0 is a good client. */
    void ended(int mark, CloseReason.Kind reason) {
        counts.incrementAndGet(mark * ENDS + reason.ordinal());
    }

    /** Counts one that was turned away. */
    void rejected(int mark, RejectCause cause) {
        counts.incrementAndGet(mark * ENDS + REASONS + cause.ordinal());
    }

    /** Adds what is not 0, as {@code end.KIND.END}. */
    void addTo(Report report) {
        for (int i = 0; i < counts.length(); i++) {
            long count = counts.get(i);
            if (count > 0) {
                report.add("end." + Kind.nameOf(i / ENDS) + "." + name(i % ENDS), count);
            }
        }
    }

    private static String name(int end) {
        return end < REASONS ? CloseReason.Kind.values()[end].name() : rejected(RejectCause.values()[end - REASONS]);
    }

    static String rejected(RejectCause cause) {
        return "REJECTED_" + cause;
    }
}
