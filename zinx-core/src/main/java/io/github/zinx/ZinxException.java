package io.github.zinx;

import org.jspecify.annotations.Nullable;

/**
 * Everything that can go wrong by the library's own rules; unchecked, and the permitted four are all of it.
 *
 * <p>Misuse of the API (a null, a repeated message id, a message over the limit) is reported with the usual
 * {@link IllegalArgumentException} and {@link IllegalStateException} instead.
 */
public abstract sealed class ZinxException extends RuntimeException
        permits ConfigException, ConnectionClosedException, ProtocolException, SendTimeoutException {

    private static final long serialVersionUID = 1L;

    ZinxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
