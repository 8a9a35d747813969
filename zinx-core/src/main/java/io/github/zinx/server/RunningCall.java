package io.github.zinx.server;

import io.github.zinx.Request;
import io.github.zinx.server.OverdueCall.Kind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something of the user's that was found running for a connection; it may be over by now.
 *
 * @param account the connection's
 * @param what stands for this one call: another call is another object
 * @param kind what it is
 * @param request the request that is handled, if it is a handler
 * @param thread the thread that runs it
 * @param since when it began, as {@link System#nanoTime} reckons
 */
record RunningCall(
        Account account, Object what, Kind kind, @Nullable Request request, Thread thread, long since) {

    long nanos(long now) {
        return now - since;
    }

    /**
     * Says whether the thread that runs it is a virtual one that occupies a carrier now. Only the text of a thread
     * shows that: the carrier's name follows an {@code @}.
     */
    boolean holdsCarrier() {
        if (!thread.isVirtual()) {
            return false;
        }
        String text = thread.toString();
        return text.indexOf('@', text.lastIndexOf(']') + 1) >= 0;
    }

    OverdueCall overdue(long now, List<StackTraceElement> stack) {
        return new OverdueCall(account.connection(), kind, request, Duration.ofNanos(nanos(now)), stack);
    }

    List<StackTraceElement> stack() {
        return List.of(thread.getStackTrace());
    }

    /** Says whether it still runs; its thread may be about other things otherwise, so that a stack tells nothing of it. */
    boolean isRunning() {
        RunningCall now = account.running();
        return now != null && now.what.equals(what);
    }
}
