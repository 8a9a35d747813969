package io.github.zinx;

/**
 * A send found no room, no turn or no writer within its time limit. Not one byte of its frame was or will be written;
 * the connection is still usable.
 */
public final class SendTimeoutException extends ZinxException {

    private static final long serialVersionUID = 1L;

    /** Creates the error; the message says what was waited for and how long. */
    public SendTimeoutException(String message) {
        super(message, null);
    }
}
