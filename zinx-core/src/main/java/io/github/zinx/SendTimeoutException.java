package io.github.zinx;

/**
 * A send found no room, no turn or no writer within its time limit. Not one byte of its frame was or will be written;
 * the connection is still usable.
 *
 * <p>Where all connections together hold as much as they may, a send that would queue its frame fails at once: pause
 * before another try, since a handler that retries in a loop never waits and so keeps its place in the worker pool.
 */
public final class SendTimeoutException extends ZinxException {

    private static final long serialVersionUID = 1L;

    /** Creates the error; the message says what was waited for and how long. */
    public SendTimeoutException(String message) {
        super(message, null);
    }
}
