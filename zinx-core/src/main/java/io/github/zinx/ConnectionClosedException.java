package io.github.zinx;

import org.jspecify.annotations.Nullable;

/**
 * The connection has ended, or is ending and takes nothing more. Thrown in the caller of a send that was not accepted,
 * or that waited and can no longer succeed. Thrown out of a handler about its own connection it is no fault: the
 * library counts it and goes on.
 */
public final class ConnectionClosedException extends ZinxException {

    private static final long serialVersionUID = 1L;

    private final long connectionId;

    /** Creates the error for the connection with this id; the cause is what ended it, where one is known. */
    public ConnectionClosedException(long connectionId, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.connectionId = connectionId;
    }

    /** Returns the id of the connection that had ended. */
    public long connectionId() {
        return connectionId;
    }
}
