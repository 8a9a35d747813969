package io.github.zinx;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * The limits of one connection, the same for a server's connections and a client's: how much may wait to be sent, and
 * how long each kind of waiting may last.
 *
 * <p>The values are checked here and nowhere else; one that breaks its rule is a {@link ConfigException} that names the
 * key as a configuration file spells it, for example {@code connection.write-timeout}. Every duration is at least one
 * millisecond and at most {@link #LONGEST}; zero never means "no limit". Where a limit may be switched off, the value
 * for that is {@link #OFF}. Instances are immutable and may be shared between connections and threads.
 *
 * @param sendQueueCapacity messages that may wait to be sent, 1 to 1,000,000
 * @param sendQueueBytes bytes that may wait to be sent, frame headers included, 1 byte to 1 GiB; a frame larger than
 *     this is still accepted when nothing else waits
 * @param socketSendBuffer bytes of send buffer asked of the operating system, 4 KiB to 64 MiB; small buffers make a
 *     peer that has stopped reading show sooner
 * @param sendTimeout how long a send waits for room or for the writer before it throws
 *     {@link SendTimeoutException}, or {@link #OFF}
 * @param startTimeout how long the start hook may run before the connection is released, or {@link #OFF}
 * @param frameTimeout how long a frame may take to arrive once its first byte has, or {@link #OFF}; the clock stands
 *     still while this side is not reading
 * @param writeTimeout how long one write may make no progress before the connection ends, or {@link #OFF}
 * @param idleTimeout how long the peer may stay silent before the connection ends, or {@link #OFF}; the clock stands
 *     still while this side is not reading
 * @param drainTimeout how long an ending connection may take to send what is queued and to wait for the peer's end;
 *     cannot be off
 * @param maxMessageRate messages a peer may send in a second, 1 to 1,000,000,000, or {@link #UNLIMITED}; a peer that is
 *     more than a second's worth ahead is not read until it no longer is
 * @param maxByteRate bytes a peer may send in a second, frame headers included, 1 KiB to 1 GiB, or {@link #UNLIMITED};
 *     held to in the same way
 * @param highWaterMark how full the send queue may become before the connection is no longer
 *     {@linkplain Connection#isWritable() writable}, in percent of its messages or bytes, 2 to 100
 * @param lowWaterMark how empty it must become before it is so again, in percent, 1 to one less than the high one
 * @param whenQueueFull what a buffered send does when the send queue has no room
 */
public record ConnectionSettings(
        int sendQueueCapacity,
        long sendQueueBytes,
        int socketSendBuffer,
        Duration sendTimeout,
        Duration startTimeout,
        Duration frameTimeout,
        Duration writeTimeout,
        Duration idleTimeout,
        Duration drainTimeout,
        long maxMessageRate,
        long maxByteRate,
        int highWaterMark,
        int lowWaterMark,
        WhenQueueFull whenQueueFull) {

    /**
     * "Never": the value of a limit that is switched off. It is so long that a deadline reckoned from it by
     * {@link System#nanoTime()} and compared by subtraction never passes, so no caller has to treat it apart.
     */
    public static final Duration OFF = Duration.ofNanos(Long.MAX_VALUE);

    /** "Any number": the value of a rate that is not limited. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** The longest duration a limit may have, one year of 365 days. */
    public static final Duration LONGEST = Duration.ofDays(365);

    private static final ConnectionSettings DEFAULTS = new ConnectionSettings(
            1024,
            1024 * 1024,
            64 * 1024,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            OFF,
            Duration.ofSeconds(5),
            UNLIMITED,
            UNLIMITED,
            50,
            25,
            WhenQueueFull.WAIT);

    /**
     * Checks every value.
     *
     * @throws ConfigException naming the key, the value and the rule it breaks
     */
    public ConnectionSettings {
        checkRange("connection.send-queue-capacity", sendQueueCapacity, 1, 1_000_000, "1 to 1000000");
        checkRange("connection.send-queue-bytes", sendQueueBytes, 1, 1L << 30, "1B to 1GiB");
        checkRange("connection.socket-send-buffer", socketSendBuffer, 4 << 10, 64 << 20, "4KiB to 64MiB");
        checkTimeout("connection.send-timeout", sendTimeout, true);
        checkTimeout("connection.start-timeout", startTimeout, true);
        checkTimeout("connection.frame-timeout", frameTimeout, true);
        checkTimeout("connection.write-timeout", writeTimeout, true);
        checkTimeout("connection.idle-timeout", idleTimeout, true);
        checkTimeout("connection.drain-timeout", drainTimeout, false);
        checkRate("connection.max-message-rate", maxMessageRate, 1, 1_000_000_000, "1 to 1000000000, or off");
        checkRate("connection.max-byte-rate", maxByteRate, 1 << 10, 1L << 30, "1KiB to 1GiB, or off");
        checkRange("connection.high-water-mark", highWaterMark, 2, 100, "2 to 100");
        checkRange(
                "connection.low-water-mark",
                lowWaterMark,
                1,
                highWaterMark - 1,
                "1 to one less than connection.high-water-mark");
        Objects.requireNonNull(whenQueueFull, "connection.when-queue-full");
    }

    /**
     * The values a connection has when nothing is configured: 1,024 messages and 1 MiB of send queue, a 64 KiB socket
     * send buffer, 5 s for sends, 10 s for the start hook, a frame and a write, no idle limit, 5 s to drain,
     * any rate, water marks at 50 and 25 percent, and sends that wait for room.
     */
    public static ConnectionSettings defaults() {
        return DEFAULTS;
    }

    /** A builder that holds every default. */
    public static Builder builder() {
        return DEFAULTS.toBuilder();
    }

    /** A builder that holds these values, to change some of them. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    static void checkRange(String key, long value, long least, long most, String range) {
        if (value < least || value > most) {
            throw new ConfigException(key + ": " + value + " is refused, it must be " + range);
        }
    }

    private static void checkRate(String key, long value, long least, long most, String range) {
        if (value != UNLIMITED) {
            checkRange(key, value, least, most, range);
        }
    }

    static void checkTimeout(String key, Duration value, boolean mayBeOff) {
        if (mayBeOff && value.equals(OFF)) {
            return;
        }
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(LONGEST) > 0) {
            String shown =
                    value.equals(OFF) ? "off" : value.toString().substring(2).toLowerCase(Locale.ROOT);
            throw new ConfigException(key + ": " + shown + " is refused, it must be 1ms to 8760h"
                    + (mayBeOff ? ", or off" : ", and cannot be off"));
        }
    }

    /** Collects the values of {@link ConnectionSettings}. Not safe for use by several threads at once. */
    public static final class Builder extends ConnectionOptions<Builder> {
        private Builder(ConnectionSettings from) {
            connection(from);
        }

        /**
         * Checks the values and makes settings of them. The builder may go on being used.
         *
         * @throws ConfigException naming the key, the value and the rule it breaks
         */
        public ConnectionSettings build() {
            return connectionSettings();
        }

        @Override
        protected Builder self() {
            return this;
        }
    }
}
