package io.github.zinx.server;

import io.github.zinx.ConfigException;
import io.github.zinx.ConnectionSettings;
import java.time.Duration;
import java.util.Objects;

/** The checks of {@link ServerConfig}'s own values. */
final class ConfigRules {

    private ConfigRules() {}

    static void range(String key, long value, long least, long most, String range) {
        if (value < least || value > most) {
            throw refused(key, String.valueOf(value), range);
        }
    }

    static void limit(String key, long value, long most) {
        if (value != ConnectionSettings.UNLIMITED) {
            range(key, value, 1, most, "1 to " + most + ", or off");
        }
    }

    static void name(String key, String value) {
        if (value.isBlank() || value.length() > 200 || value.chars().anyMatch(Character::isISOControl)) {
            throw refused(key, ConfigText.quote(value), "one line of 1 to 200 characters");
        }
    }

    static void host(String key, String value) {
        if (value.isEmpty()
                || value.length() > 255
                || value.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            throw refused(key, ConfigText.quote(value), "a host name or an IP address, without blanks");
        }
    }

    static void duration(String key, Duration value) {
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(ConnectionSettings.LONGEST) > 0) {
            throw refused(key, ConfigText.duration(value), "1ms to 8760h, and cannot be off");
        }
    }

    static void durationOrOff(String key, Duration value) {
        if (value.equals(ConnectionSettings.OFF)) {
            return;
        }
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(ConnectionSettings.LONGEST) > 0) {
            throw refused(key, ConfigText.duration(value), "1ms to 8760h, or off");
        }
    }

    static <T> T given(String key, T value) {
        return Objects.requireNonNull(value, key);
    }

    private static ConfigException refused(String key, String value, String rule) {
        return new ConfigException(key + ": " + value + " is refused, it must be " + rule);
    }
}
