package io.github.zinx.bench.generator;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the load is offered. */
enum Mode {
    /** Closed loop: every connection has so many messages on their way, and a reply lets the next one go. */
    ECHO,
    /** Open loop: every connection sends at a fixed rate, whatever the server does. */
    OPEN,
    /** Connect, one echo, close, and again. */
    CONNECT,
    /** Open connections, one echo or a burst each, and then silence until told to end. */
    IDLE,
    /** One connection sends, and all of them receive. */
    BROADCAST,
    /** A ping-pong connection and a new connection now and then, beside a crowd in a closed loop. */
    FAIRNESS,
    /** All connections are cut, and all come back at once. */
    STORM;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Mode of(String word) {
        for (Mode mode : values()) {
            if (mode.word().equals(word)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("--mode " + word + ": must be one of "
                + Arrays.stream(values()).map(Mode::word).collect(Collectors.joining(", ")));
    }
}
