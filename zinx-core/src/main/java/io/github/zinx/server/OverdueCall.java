package io.github.zinx.server;

import io.github.zinx.Connection;
import io.github.zinx.Request;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something of the user's that the server has called and that has been running for longer than
 * {@link ServerConfig#handlerWarning()}. It is left alone; this is only word of it.
 *
 * @param connection the connection for which it runs
 * @param kind what it is
 * @param request the request that is handled; null unless the kind is {@link Kind#HANDLER}
 * @param duration for how long it had been running; what it waited for inside sends is included
 * @param stack where its thread was then, innermost first; empty when so many were overdue at the same time that not
 *     all could be looked at
 */
public record OverdueCall(
        Connection connection, Kind kind, @Nullable Request request, Duration duration, List<StackTraceElement> stack) {

    /** What may be overdue. */
    public enum Kind {
        /** A handler, with its interceptors. */
        HANDLER("handler"),
        /** A handler of views that looks into the read buffer; there is no request then, as a view is for its thread alone. */
        VIEW_HANDLER("handler of a view"),
        /** A task given to {@link Connection#execute}. */
        TASK("task"),
        /** The start hook. */
        START_HOOK("start hook"),
        /** The stop hook. */
        STOP_HOOK("stop hook");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private static final String SENDING = "io.github.zinx.transport.Outbox";
    private static final int FRAMES_SHOWN = 40;

    /** Copies the stack. */
    public OverdueCall {
        stack = List.copyOf(stack);
    }

    /** Says whether it was waiting inside a send, a flush or the like of this library: for a peer, not for itself. */
    public boolean waitsInSend() {
        return stack.stream().anyMatch(frame -> frame.getClassName().equals(SENDING));
    }

    /** Says in one line what it is, for how long it runs and whether it waits in a send; never any payload. */
    public String summary() {
        String message = request == null ? "" : " of message " + Integer.toUnsignedString(request.id());
        return "the " + kind.words + message + " on " + connection + " has been running for " + duration.toMillis()
                + " ms" + (waitsInSend() ? ", and waits inside a send" : "");
    }

    /** The summary, and below it the stack. */
    @Override
    public String toString() {
        return stack.stream()
                .limit(FRAMES_SHOWN)
                .map(frame -> "\n\tat " + frame)
                .collect(Collectors.joining("", summary(), ""));
    }
}
