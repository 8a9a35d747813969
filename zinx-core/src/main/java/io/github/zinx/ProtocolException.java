package io.github.zinx;

/**
 * The peer sent bytes that are no frame of the agreed layout: a length over the limit, a frame cut off by the end of
 * the stream, or whatever else a codec refuses. It ends that connection and no other; user code meets it as the
 * {@linkplain CloseReason#cause() cause} of the close reason.
 */
public final class ProtocolException extends ZinxException {

    private static final long serialVersionUID = 1L;

    /** Creates the error; the message must not contain payload. */
    public ProtocolException(String message) {
        super(message, null);
    }
}
