package io.github.zinx.client;

import io.github.zinx.ConfigException;
import io.github.zinx.ConnectionOptions;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.WorkerSettings;
import io.github.zinx.wire.FrameCodec;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that a client can be told, as checked and immutable values.
 *
 * <p>A value that breaks its rule is a {@link ConfigException} that names the key, the value and the rule. What a client
 * shares with a server has the server's rules and defaults, and the server's keys.
 *
 * @param name the client's name in logs and thread dumps, one line of 1 to 200 characters
 * @param host the server's name, or its IPv4 or IPv6 address; it is resolved when the client connects
 * @param port the server's TCP port, 1 to 65,535
 * @param connectTimeout how long connecting may take in all, the lookup of the name and every address tried included,
 *     1 ms to one year
 * @param workers who runs the handlers; a client has exactly one worker
 * @param codec how messages lie on the wire; must be what the server speaks
 * @param maxFrameLength bytes of data in one message, 1 byte to 1 GiB, in either direction
 * @param connection the limits of the connection
 */
public record ClientConfig(
        String name,
        String host,
        int port,
        Duration connectTimeout,
        WorkerSettings workers,
        FrameCodec codec,
        int maxFrameLength,
        ConnectionSettings connection) {

    /**
     * Checks the values that are the client's own; the worker's and the connection's were checked when they were made.
     *
     * @throws ConfigException naming the key, the value and the rule it breaks
     */
    public ClientConfig {
        check(
                !name.isBlank() && name.length() <= 200 && name.chars().noneMatch(Character::isISOControl),
                "client.name",
                quote(name),
                "one line of 1 to 200 characters");
        check(
                !host.isEmpty() && host.length() <= 255 && host.chars().noneMatch(ClientConfig::isBlankOrControl),
                "client.host",
                quote(host),
                "a host name or an IP address, without blanks");
        check(port >= 1 && port <= 65_535, "client.port", port, "1 to 65535");
        check(
                connectTimeout.compareTo(Duration.ofMillis(1)) >= 0
                        && connectTimeout.compareTo(ConnectionSettings.LONGEST) <= 0,
                "client.connect-timeout",
                connectTimeout.equals(ConnectionSettings.OFF) ? "off" : connectTimeout,
                "1ms to 8760h, and cannot be off");
        check(workers.count() == 1, "workers.count", workers.count(), "1 for a client");
        Objects.requireNonNull(codec, "frame.format");
        check(maxFrameLength >= 1 && maxFrameLength <= 1 << 30, "frame.max-length", maxFrameLength, "1B to 1GiB");
        Objects.requireNonNull(connection, "connection");
    }

    /** A builder that holds every default. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that holds these values, to change some of them. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The configuration of a client that was told nothing: it connects to port 7777 of this machine. */
    public static ClientConfig defaults() {
        return builder().build();
    }

    private static void check(boolean good, String key, Object value, String rule) {
        if (!good) {
            throw new ConfigException(key + ": " + value + " is refused, it must be " + rule);
        }
    }

    private static boolean isBlankOrControl(int c) {
        return Character.isWhitespace(c) || Character.isISOControl(c);
    }

    private static String quote(String text) {
        String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
        return "'" + shown.replaceAll("\\p{Cc}", " ") + "'";
    }

    /**
     * Collects the values of a {@link ClientConfig} and holds every default. Values are checked by {@link #build()}.
     * Not safe for use by several threads at once.
     */
    public static final class Builder extends ConnectionOptions<Builder> {
        private String name = "zinx-client";
        private String host = "127.0.0.1";
        private int port = 7777;
        private Duration connectTimeout = Duration.ofSeconds(5);
        private WorkerSettings.Threads workerThreads = WorkerSettings.defaults().threads();
        private int workerQueueCapacity = WorkerSettings.defaults().queueCapacity();
        private long readAhead = WorkerSettings.defaults().readAhead();
        private @Nullable Integer maxWaiting;
        private FrameCodec codec = FrameCodec.named("ltv-le");
        private int maxFrameLength = 4096;

        private Builder() {}

        private Builder(ClientConfig from) {
            name = from.name;
            host = from.host;
            port = from.port;
            connectTimeout = from.connectTimeout;
            workerThreads = from.workers.threads();
            workerQueueCapacity = from.workers.queueCapacity();
            readAhead = from.workers.readAhead();
            // What was the default of one kind of thread shall not become the other kind's setting.
            maxWaiting = from.workers.maxWaiting() == workerThreads.defaultMaxWaiting()
                    ? null
                    : Integer.valueOf(from.workers.maxWaiting());
            codec = from.codec;
            maxFrameLength = from.maxFrameLength;
            connection(from.connection);
        }

        /** The client's name in logs and thread dumps; default {@code zinx-client}. */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /** The server's name or address; default {@code 127.0.0.1}. */
        public Builder host(String host) {
            this.host = host;
            return this;
        }

        /** The server's TCP port; default 7777. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** How long connecting may take in all; default 5 s. */
        public Builder connectTimeout(Duration limit) {
            this.connectTimeout = limit;
            return this;
        }

        /** What kind of thread runs the handlers; default {@link WorkerSettings.Threads#VIRTUAL}. */
        public Builder workerThreads(WorkerSettings.Threads threads) {
            this.workerThreads = threads;
            return this;
        }

        /** How many messages may wait for their handlers; default 1,024. */
        public Builder workerQueueCapacity(int messages) {
            this.workerQueueCapacity = messages;
            return this;
        }

        /** How many bytes may wait for their handlers; default 256 KiB. */
        public Builder readAhead(long bytes) {
            this.readAhead = bytes;
            return this;
        }

        /** How many handlers may wait inside a send; default 10,000 with virtual threads, 256 with platform threads. */
        public Builder maxWaiting(int handlers) {
            this.maxWaiting = handlers;
            return this;
        }

        /**
         * How messages lie on the wire, by the name of a built-in layout; default {@code ltv-le}.
         *
         * @throws ConfigException if there is no layout of that name
         */
        public Builder format(String name) {
            check(
                    FrameCodec.names().contains(name),
                    "frame.format",
                    quote(name),
                    String.join(" or ", FrameCodec.names()));
            return codec(FrameCodec.named(name));
        }

        /** How messages lie on the wire, by a codec of one's own. */
        public Builder codec(FrameCodec codec) {
            this.codec = codec;
            return this;
        }

        /** The most bytes of data one message may have; default 4,096. */
        public Builder maxFrameLength(int bytes) {
            this.maxFrameLength = bytes;
            return this;
        }

        /**
         * Checks the values and makes a configuration of them. The builder may go on being used.
         *
         * @throws ConfigException naming the key, the value and the rule it breaks
         */
        public ClientConfig build() {
            int waiting = maxWaiting != null ? maxWaiting : workerThreads.defaultMaxWaiting();
            return new ClientConfig(
                    name,
                    host,
                    port,
                    connectTimeout,
                    new WorkerSettings(1, workerThreads, workerQueueCapacity, readAhead, waiting),
                    codec,
                    maxFrameLength,
                    connectionSettings());
        }

        @Override
        protected Builder self() {
            return this;
        }
    }
}
