package io.github.zinx.server;

import io.github.zinx.ConfigException;
import io.github.zinx.ConnectionOptions;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.LoginSettings;
import io.github.zinx.WorkerSettings;
import io.github.zinx.wire.FrameCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that a server can be told, as checked and immutable values. It comes from a {@link #builder()}, from a file
 * ({@link #load}) or from the environment ({@link #fromEnvironment()}); what a file can say, the builder can say.
 *
 * <p>Every way of making one ends in the same checks. A value that breaks its rule is a {@link ConfigException} that
 * names the key as a file spells it, the value and the rule, and for a file also the file and the line.
 *
 * @param name the server's name in logs and thread dumps, one line of 1 to 200 characters
 * @param host the address to listen on, a name or an IPv4 or IPv6 literal; it is resolved when the server starts
 * @param port the TCP port, 0 to 65,535; 0 lets the operating system choose one
 * @param maxConnections connections served at the same time, 1 to 10,000,000
 * @param whenFull what becomes of a connection beyond that number
 * @param backlog connections that may wait in the operating system for their turn to be accepted, 1 to 65,535; the
 *     system may take less
 * @param stopGrace how long a stopping server lets its connections finish, 1 ms to one year
 * @param maxBufferedBytes bytes that all connections together may hold in send queues, mailboxes and read buffers, 1 MiB
 *     to 1 TiB, {@link #QUARTER_OF_HEAP} or {@link ConnectionSettings#UNLIMITED}; beyond it a send that would add to a queue
 *     of more than 4 KiB throws {@link io.github.zinx.SendTimeoutException} at once, and readers pause
 * @param workers who runs the handlers
 * @param codec how messages lie on the wire
 * @param maxFrameLength bytes of data in one message, 1 byte to 1 GiB, in either direction
 * @param connection the limits of each connection
 * @param handlerWarning how long a handler, task or hook may run before that is logged and told to the
 *     {@link ServerListener}, 1 ms to one year or {@link ConnectionSettings#OFF}; it is never interrupted
 * @param maxConnectionsPerAddress connections from one remote address served at the same time, 1 to 10,000,000, or
 *     {@link ConnectionSettings#UNLIMITED}; those beyond are closed at once
 * @param addressPrefix how many bits of an IPv6 address count as one address, 1 to 128; an IPv4 address counts whole, and
 *     one that is mapped into IPv6 as the IPv4 address it is
 * @param maxAcceptRate new connections admitted in a second, 1 to 1,000,000, or {@link ConnectionSettings#UNLIMITED}; after a quiet second
 *     so many may come at once. Those beyond are closed at once, or with {@link WhenFull#WAIT} left in the backlog
 * @param login what a connection may do before it has logged in
 */
public record ServerConfig(
        String name,
        String host,
        int port,
        int maxConnections,
        WhenFull whenFull,
        int backlog,
        Duration stopGrace,
        long maxBufferedBytes,
        WorkerSettings workers,
        FrameCodec codec,
        int maxFrameLength,
        ConnectionSettings connection,
        Duration handlerWarning,
        long maxConnectionsPerAddress,
        int addressPrefix,
        long maxAcceptRate,
        LoginSettings login) {

    /** The value of {@link #maxBufferedBytes} that stands for a quarter of the heap that the JVM may use. */
    public static final long QUARTER_OF_HEAP = -1;

    /**
     * Checks the values that are the server's own; the workers' and the connection's were checked when they were made.
     *
     * @throws ConfigException naming the key, the value and the rule it breaks
     */
    public ServerConfig {
        ConfigRules.name("server.name", name);
        ConfigRules.host("server.host", host);
        ConfigRules.range("server.port", port, 0, 65_535, "0 to 65535, where 0 takes any free port");
        ConfigRules.range("server.max-connections", maxConnections, 1, 10_000_000, "1 to 10000000");
        ConfigRules.given("server.when-full", whenFull);
        ConfigRules.range("server.backlog", backlog, 1, 65_535, "1 to 65535");
        ConfigRules.duration("server.stop-grace", stopGrace);
        if (maxBufferedBytes != QUARTER_OF_HEAP && maxBufferedBytes != ConnectionSettings.UNLIMITED) {
            ConfigRules.range(
                    "server.max-buffered-bytes", maxBufferedBytes, 1 << 20, 1L << 40, "1MiB to 1024GiB, auto or off");
        }
        ConfigRules.given("workers", workers);
        ConfigRules.given("frame.format", codec);
        ConfigRules.range("frame.max-length", maxFrameLength, 1, 1 << 30, "1B to 1GiB");
        ConfigRules.given("connection", connection);
        ConfigRules.durationOrOff("workers.handler-warning", handlerWarning);
        ConfigRules.limit("server.max-connections-per-address", maxConnectionsPerAddress, 10_000_000);
        ConfigRules.range("server.address-prefix", addressPrefix, 1, 128, "1 to 128");
        ConfigRules.limit("server.max-accept-rate", maxAcceptRate, 1_000_000);
        ConfigRules.given("login", login);
    }

    /** A builder that holds every default. It reads neither the environment nor system properties. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that holds these values, to change some of them. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The configuration of a server that was told nothing. It reads neither the environment nor system properties. */
    public static ServerConfig defaults() {
        return builder().build();
    }

    /**
     * Reads a configuration file, then the {@code ZINX_*} environment variables, then the {@code zinx.*} system
     * properties; each overrules the one before, and what none of them says has its default. A file whose name ends in
     * {@code .json} is read as Zinx's {@code zinx.json}, any other as YAML with this library's own keys.
     *
     * <p>Blocks for the reading of one small file. Variables, properties and keys of a {@code zinx.json} that are not
     * known are logged as a warning and ignored.
     *
     * @throws ConfigException if the file cannot be read, is larger than 128 KiB, is malformed or holds an unknown key,
     *     or if a value breaks its rule; the message names the file and line, variable or property
     */
    public static ServerConfig load(Path file) {
        return ConfigFile.load(file, System.getenv(), ConfigOverrides.systemProperties());
    }

    /**
     * The defaults, overruled by the {@code ZINX_*} environment variables, overruled by the {@code zinx.*} system
     * properties.
     *
     * @throws ConfigException if a value breaks its rule; the message names the variable or property
     */
    public static ServerConfig fromEnvironment() {
        return ConfigFile.fromEnvironment(System.getenv(), ConfigOverrides.systemProperties());
    }

    /**
     * These values as text for a log or a console: one line for each key, {@code server.port = 7777}, in the order of
     * the documentation and in a form that a configuration file accepts. There are no secrets among them.
     */
    public String describe() {
        return ConfigKey.describe(this);
    }

    /** The same as {@link #describe()}. */
    @Override
    public String toString() {
        return describe();
    }

    /**
     * Collects the values of a {@link ServerConfig}, one method for each key of a configuration file. It holds every
     * default. Values are checked by {@link #build()}. Not safe for use by several threads at once.
     */
    public static final class Builder extends ConnectionOptions<Builder> {
        private String name = "zinx";
        private String host = "0.0.0.0";
        private int port = 7777;
        private int maxConnections = 12_000;
        private WhenFull whenFull = WhenFull.REJECT;
        private int backlog = 1024;
        private Duration stopGrace = Duration.ofSeconds(5);
        private long maxBufferedBytes = QUARTER_OF_HEAP;
        private int workers = WorkerSettings.defaults().count();
        private WorkerSettings.Threads workerThreads = WorkerSettings.defaults().threads();
        private int workerQueueCapacity = WorkerSettings.defaults().queueCapacity();
        private int maxWaiting = -1;
        private boolean maxWaitingGiven;
        private FrameCodec codec = FrameCodec.named("ltv-le");
        private int maxFrameLength = 4096;
        private long readAhead = WorkerSettings.defaults().readAhead();
        private Duration handlerWarning = Duration.ofSeconds(5);
        private long maxConnectionsPerAddress = ConnectionSettings.UNLIMITED;
        private int addressPrefix = 64;
        private long maxAcceptRate = ConnectionSettings.UNLIMITED;
        private Set<Integer> loginIds = LoginSettings.off().ids();
        private Duration loginTimeout = LoginSettings.off().timeout();
        private int loginMaxLength = LoginSettings.off().maxLength();
        private int loginShare = LoginSettings.off().share();

        private Builder() {}

        private Builder(ServerConfig from) {
            name = from.name;
            host = from.host;
            port = from.port;
            maxConnections = from.maxConnections;
            whenFull = from.whenFull;
            backlog = from.backlog;
            stopGrace = from.stopGrace;
            maxBufferedBytes = from.maxBufferedBytes;
            workers = from.workers.count();
            workerThreads = from.workers.threads();
            workerQueueCapacity = from.workers.queueCapacity();
            maxWaiting = from.workers.maxWaiting();
            maxWaitingGiven = maxWaiting != workerThreads.defaultMaxWaiting();
            codec = from.codec;
            maxFrameLength = from.maxFrameLength;
            readAhead = from.workers.readAhead();
            connection(from.connection);
            handlerWarning = from.handlerWarning;
            maxConnectionsPerAddress = from.maxConnectionsPerAddress;
            addressPrefix = from.addressPrefix;
            maxAcceptRate = from.maxAcceptRate;
            loginIds = from.login.ids();
            loginTimeout = from.login.timeout();
            loginMaxLength = from.login.maxLength();
            loginShare = from.login.share();
        }

        /** The server's name in logs and thread dumps; default {@code zinx}. */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /** The address to listen on, a name or a literal; default {@code 0.0.0.0}, every IPv4 address. */
        public Builder host(String host) {
            this.host = host;
            return this;
        }

        /** The TCP port; default 7777, and 0 takes any free one. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** How many connections are served at the same time; default 12,000. */
        public Builder maxConnections(int connections) {
            this.maxConnections = connections;
            return this;
        }

        /** What becomes of a connection beyond {@link #maxConnections}; default {@link WhenFull#REJECT}. */
        public Builder whenFull(WhenFull whenFull) {
            this.whenFull = whenFull;
            return this;
        }

        /** How many connections may wait in the operating system to be accepted; default 1,024. */
        public Builder backlog(int connections) {
            this.backlog = connections;
            return this;
        }

        /** How long a stopping server lets its connections finish; default 5 s. */
        public Builder stopGrace(Duration grace) {
            this.stopGrace = grace;
            return this;
        }

        /** How many bytes all connections together may hold; default {@link #QUARTER_OF_HEAP}. */
        public Builder maxBufferedBytes(long bytes) {
            this.maxBufferedBytes = bytes;
            return this;
        }

        /** How many workers run the handlers; default 10. 0 runs them on each connection's own reader thread. */
        public Builder workers(int count) {
            this.workers = count;
            return this;
        }

        /** What kind of threads the workers are; default {@link WorkerSettings.Threads#VIRTUAL}. */
        public Builder workerThreads(WorkerSettings.Threads threads) {
            this.workerThreads = threads;
            return this;
        }

        /** How many messages of one connection may wait for its worker; default 1,024. */
        public Builder workerQueueCapacity(int messages) {
            this.workerQueueCapacity = messages;
            return this;
        }

        /**
         * How many handlers may wait inside a send while another thread serves their worker; default 10,000 with
         * virtual threads, 256 with platform threads.
         */
        public Builder maxWaiting(int handlers) {
            this.maxWaiting = handlers;
            this.maxWaitingGiven = true;
            return this;
        }

        /**
         * How messages lie on the wire, by the name of a built-in layout; default {@code ltv-le}.
         *
         * @throws ConfigException if there is no layout of that name
         */
        public Builder format(String name) {
            try {
                this.codec = FrameCodec.named(name);
            } catch (IllegalArgumentException e) {
                throw new ConfigException(
                        "frame.format: " + name + " is refused, it must be " + String.join(" or ", FrameCodec.names()),
                        e);
            }
            return this;
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

        /** How many bytes of one connection may wait for its worker; default 256 KiB. */
        public Builder readAhead(long bytes) {
            this.readAhead = bytes;
            return this;
        }

        /** How many connections one remote address may have; default {@link ConnectionSettings#UNLIMITED}. */
        public Builder maxConnectionsPerAddress(long connections) {
            this.maxConnectionsPerAddress = connections;
            return this;
        }

        /** How many bits of an IPv6 address count as one address; default 64. */
        public Builder addressPrefix(int bits) {
            this.addressPrefix = bits;
            return this;
        }

        /** How many new connections are admitted in a second; default {@link ConnectionSettings#UNLIMITED}. */
        public Builder maxAcceptRate(long perSecond) {
            this.maxAcceptRate = perSecond;
            return this;
        }

        /** The only message ids a connection may send before it has logged in; default none: no login is asked for. */
        public Builder loginIds(int... ids) {
            this.loginIds = Arrays.stream(ids).boxed().collect(Collectors.toUnmodifiableSet());
            return this;
        }

        /** How long a connection may take to log in; default 10 s. */
        public Builder loginTimeout(Duration limit) {
            this.loginTimeout = limit;
            return this;
        }

        /** The most bytes of data one message may have before the login; default 4,096. */
        public Builder loginMaxLength(int bytes) {
            this.loginMaxLength = bytes;
            return this;
        }

        /** How many of {@link #maxConnections} may be without a login at the same time, in percent; default 50. */
        public Builder loginShare(int percent) {
            this.loginShare = percent;
            return this;
        }

        /**
         * How long a handler, task or hook may run before that is logged and told to the listener; default 5 s, or
         * {@link ConnectionSettings#OFF}.
         */
        public Builder handlerWarning(Duration limit) {
            this.handlerWarning = limit;
            return this;
        }

        /**
         * Checks the values and makes a configuration of them. The builder may go on being used.
         *
         * @throws ConfigException naming the key, the value and the rule it breaks
         */
        public ServerConfig build() {
            return new ServerConfig(
                    name,
                    host,
                    port,
                    maxConnections,
                    whenFull,
                    backlog,
                    stopGrace,
                    maxBufferedBytes,
                    new WorkerSettings(
                            workers,
                            workerThreads,
                            workerQueueCapacity,
                            readAhead,
                            maxWaitingGiven ? maxWaiting : workerThreads.defaultMaxWaiting()),
                    codec,
                    maxFrameLength,
                    connectionSettings(),
                    handlerWarning,
                    maxConnectionsPerAddress,
                    addressPrefix,
                    maxAcceptRate,
                    new LoginSettings(loginIds, loginTimeout, loginMaxLength, loginShare));
        }

        @Override
        protected Builder self() {
            return this;
        }
    }
}
