package io.github.zinx;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection ended. Every connection has exactly one reason, the first that was given; it is counted and handed
 * to the stop hook.
 *
 * @param kind what happened
 * @param detail what the application said of it, where it did: {@link Connection#close(String)}
 * @param cause the exception behind it, where there is one
 */
public record CloseReason(
        Kind kind, @Nullable String detail, @Nullable Throwable cause) {

    /** The kinds of end. */
    public enum Kind {
        /** {@link Connection#close()} was called on this side. */
        CLOSED_HERE,
        /** The peer ended its stream in good order, between two frames. */
        CLOSED_BY_PEER,
        /** The socket failed: a reset by the peer, or a network error. */
        CONNECTION_LOST,
        /** Nothing arrived for the idle limit. */
        IDLE_TIMEOUT,
        /** A frame was begun but not completed within the frame limit. */
        FRAME_TIMEOUT,
        /** A write made no progress within the write limit: the peer does not read. */
        WRITE_TIMEOUT,
        /** A send that was not to wait found the send queue full; see {@link WhenQueueFull#DROP}. */
        SLOW_CONSUMER,
        /** The start hook did not return within the start limit. */
        START_TIMEOUT,
        /** The peer sent something that is no frame: too long, cut off, or refused by the codec. */
        ILLEGAL_FRAME,
        /** The peer sent something else than its login before it had logged in, or too long a message. */
        LOGIN_REQUIRED,
        /** The peer did not log in within the login limit. */
        LOGIN_TIMEOUT,
        /** Its user was bound to a newer connection; see {@link Connection#bind(Object)}. */
        REPLACED,
        /** The server (or client) is stopping. */
        STOPPING,
        /** The start hook, the codec or the library itself threw. */
        FAILED
    }

    /** Checks that there is a kind. */
    public CloseReason {
        Objects.requireNonNull(kind, "kind");
    }

    /** Returns the reason of this kind, without a cause. */
    public static CloseReason of(Kind kind) {
        return new CloseReason(kind, null, null);
    }

    /** Returns the reason of this kind with the exception behind it. */
    public static CloseReason of(Kind kind, Throwable cause) {
        return new CloseReason(kind, null, cause);
    }

    /** Returns the reason of this kind with what the application said of it. */
    public static CloseReason of(Kind kind, String detail) {
        return new CloseReason(kind, detail, null);
    }

    @Override
    public String toString() {
        return kind.name() + (detail == null ? "" : ": " + detail) + (cause == null ? "" : " (" + cause + ")");
    }
}
