package io.github.zinx;

import org.jspecify.annotations.Nullable;

/**
 * A setting that cannot be used. The message is one line that names the key, the value and the rule it breaks and,
 * where the value came from a file or a variable, that source too. Thrown before any socket is opened.
 */
public final class ConfigException extends ZinxException {

    private static final long serialVersionUID = 1L;

    /** Creates the error with a message that is fit to be shown to an operator as it is. */
    public ConfigException(String message) {
        this(message, null);
    }

    /** Creates the error with a message that is fit to be shown to an operator, and what made the setting unusable. */
    public ConfigException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
