package io.github.zinx.server;

import io.github.zinx.ConfigException;

/**
 * One value that somebody gave, and where. It has been tried on its own, over the defaults, so that it is known to be
 * good apart from what only the whole can tell.
 */
record ConfigValue(ConfigKey key, String text, String where) {

    /** @throws ConfigException naming the place, the key, the value and the rule */
    ConfigValue {
        try {
            ServerConfig.Builder alone = ServerConfig.builder();
            key.set().accept(alone, text);
            alone.build();
        } catch (ConfigException | ArithmeticException e) {
            throw refused(key, text, where, "", e);
        } catch (IllegalArgumentException e) {
            String hint = e.getMessage();
            throw refused(key, text, where, hint == null || hint.isEmpty() ? "" : " (" + hint + ")", e);
        }
    }

    private static ConfigException refused(
            ConfigKey key, String text, String where, String hint, RuntimeException cause) {
        return new ConfigException(
                where + ": " + key.path() + ": " + ConfigText.quote(text) + " is refused, it must be " + key.rule()
                        + hint,
                cause);
    }
}
