package io.github.zinx.server;

import io.github.zinx.ConnectionSettings;
import io.github.zinx.WhenQueueFull;
import io.github.zinx.WorkerSettings;
import io.github.zinx.wire.FrameCodec;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One key of the configuration. {@link #ALL} is the one table from which files, variables, properties and
 * {@link ServerConfig#describe()} are served; the documentation is tested against it.
 *
 * @param path the key with its group, as error messages and properties spell it: {@code connection.write-timeout}
 * @param builder the method of {@link ServerConfig.Builder} that takes the value
 * @param unit what the value counts, for the documentation
 * @param rule which values are allowed, to follow "it must be"
 * @param set gives a value, in the notation of a file, to a builder; it may throw what {@link ConfigText} throws
 * @param get the value of a configuration, in the notation of a file
 */
record ConfigKey(
        String path,
        String builder,
        String unit,
        String rule,
        BiConsumer<ServerConfig.Builder, String> set,
        Function<ServerConfig, String> get) {

    private static final String AUTO = "auto";
    private static final String TIME = "1ms to 8760h";
    private static final String TIME_OR_OFF = TIME + ", or off";
    private static final String TIME_NOT_OFF = TIME + ", and cannot be off";

    /** Every key, in the order of the documentation. */
    static final List<ConfigKey> ALL = List.of(
            text(
                    "server.name",
                    "name",
                    "one line of 1 to 200 characters",
                    ServerConfig.Builder::name,
                    ServerConfig::name),
            text(
                    "server.host",
                    "host",
                    "a host name or an IP address, without blanks",
                    ServerConfig.Builder::host,
                    ServerConfig::host),
            number(
                    "server.port",
                    "port",
                    "port",
                    "0 to 65535, where 0 takes any free port",
                    ServerConfig.Builder::port,
                    ServerConfig::port),
            number(
                    "server.max-connections",
                    "maxConnections",
                    "connections",
                    "1 to 10000000",
                    ServerConfig.Builder::maxConnections,
                    ServerConfig::maxConnections),
            new ConfigKey(
                    "server.when-full",
                    "whenFull",
                    "choice",
                    ConfigText.choices(WhenFull.class),
                    (b, v) -> b.whenFull(ConfigText.choice(WhenFull.class, v)),
                    c -> ConfigText.choice(c.whenFull())),
            number(
                    "server.backlog",
                    "backlog",
                    "connections",
                    "1 to 65535",
                    ServerConfig.Builder::backlog,
                    ServerConfig::backlog),
            time(
                    "server.stop-grace",
                    "stopGrace",
                    TIME_NOT_OFF,
                    ServerConfig.Builder::stopGrace,
                    ServerConfig::stopGrace),
            new ConfigKey(
                    "server.max-buffered-bytes",
                    "maxBufferedBytes",
                    "size or auto",
                    "1MiB to 1024GiB, auto or off",
                    (b, v) -> b.maxBufferedBytes(
                            v.equals(AUTO)
                                    ? ServerConfig.QUARTER_OF_HEAP
                                    : ConfigText.orUnlimited(v, ConfigText::size)),
                    c -> c.maxBufferedBytes() == ServerConfig.QUARTER_OF_HEAP
                            ? AUTO
                            : ConfigText.orOff(c.maxBufferedBytes(), ConfigText::size)),
            numberOrOff(
                    "server.max-connections-per-address",
                    "maxConnectionsPerAddress",
                    "connections",
                    "1 to 10000000, or off",
                    ServerConfig.Builder::maxConnectionsPerAddress,
                    ServerConfig::maxConnectionsPerAddress),
            number(
                    "server.address-prefix",
                    "addressPrefix",
                    "bits",
                    "1 to 128",
                    ServerConfig.Builder::addressPrefix,
                    ServerConfig::addressPrefix),
            numberOrOff(
                    "server.max-accept-rate",
                    "maxAcceptRate",
                    "connections per second",
                    "1 to 1000000, or off",
                    ServerConfig.Builder::maxAcceptRate,
                    ServerConfig::maxAcceptRate),
            number(
                    "workers.count",
                    "workers",
                    "workers",
                    "0 to 10000",
                    ServerConfig.Builder::workers,
                    c -> c.workers().count()),
            new ConfigKey(
                    "workers.threads",
                    "workerThreads",
                    "choice",
                    ConfigText.choices(WorkerSettings.Threads.class),
                    (b, v) -> b.workerThreads(ConfigText.choice(WorkerSettings.Threads.class, v)),
                    c -> ConfigText.choice(c.workers().threads())),
            number(
                    "workers.queue-capacity",
                    "workerQueueCapacity",
                    "messages",
                    "1 to 1000000",
                    ServerConfig.Builder::workerQueueCapacity,
                    c -> c.workers().queueCapacity()),
            number(
                    "workers.max-waiting",
                    "maxWaiting",
                    "handlers",
                    "0 to 1000000, with platform threads 0 to 10000",
                    ServerConfig.Builder::maxWaiting,
                    c -> c.workers().maxWaiting()),
            time(
                    "workers.handler-warning",
                    "handlerWarning",
                    TIME_OR_OFF,
                    ServerConfig.Builder::handlerWarning,
                    ServerConfig::handlerWarning),
            text(
                    "frame.format",
                    "format",
                    FrameCodec.names().stream().collect(Collectors.joining(" or ")),
                    ServerConfig.Builder::format,
                    c -> c.codec().name()),
            size(
                    "frame.max-length",
                    "maxFrameLength",
                    "1B to 1GiB",
                    (b, v) -> b.maxFrameLength(Math.toIntExact(v)),
                    c -> (long) c.maxFrameLength()),
            size(
                    "frame.read-ahead",
                    "readAhead",
                    "1B to 1GiB",
                    ServerConfig.Builder::readAhead,
                    c -> c.workers().readAhead()),
            number(
                    "connection.send-queue-capacity",
                    "sendQueueCapacity",
                    "messages",
                    "1 to 1000000",
                    ServerConfig.Builder::sendQueueCapacity,
                    c -> c.connection().sendQueueCapacity()),
            size(
                    "connection.send-queue-bytes",
                    "sendQueueBytes",
                    "1B to 1GiB",
                    ServerConfig.Builder::sendQueueBytes,
                    c -> c.connection().sendQueueBytes()),
            size(
                    "connection.socket-send-buffer",
                    "socketSendBuffer",
                    "4KiB to 64MiB",
                    (b, v) -> b.socketSendBuffer(Math.toIntExact(v)),
                    c -> (long) c.connection().socketSendBuffer()),
            limit(
                    "send-timeout",
                    "sendTimeout",
                    TIME_OR_OFF,
                    ServerConfig.Builder::sendTimeout,
                    ConnectionSettings::sendTimeout),
            limit(
                    "start-timeout",
                    "startTimeout",
                    TIME_OR_OFF,
                    ServerConfig.Builder::startTimeout,
                    ConnectionSettings::startTimeout),
            limit(
                    "frame-timeout",
                    "frameTimeout",
                    TIME_OR_OFF,
                    ServerConfig.Builder::frameTimeout,
                    ConnectionSettings::frameTimeout),
            limit(
                    "write-timeout",
                    "writeTimeout",
                    TIME_OR_OFF,
                    ServerConfig.Builder::writeTimeout,
                    ConnectionSettings::writeTimeout),
            limit(
                    "idle-timeout",
                    "idleTimeout",
                    TIME_OR_OFF,
                    ServerConfig.Builder::idleTimeout,
                    ConnectionSettings::idleTimeout),
            limit(
                    "drain-timeout",
                    "drainTimeout",
                    TIME_NOT_OFF,
                    ServerConfig.Builder::drainTimeout,
                    ConnectionSettings::drainTimeout),
            numberOrOff(
                    "connection.max-message-rate",
                    "maxMessageRate",
                    "messages per second",
                    "1 to 1000000000, or off",
                    ServerConfig.Builder::maxMessageRate,
                    c -> c.connection().maxMessageRate()),
            new ConfigKey(
                    "connection.max-byte-rate",
                    "maxByteRate",
                    "size per second",
                    "1KiB to 1GiB, or off",
                    (b, v) -> b.maxByteRate(ConfigText.orUnlimited(v, ConfigText::size)),
                    c -> ConfigText.orOff(c.connection().maxByteRate(), ConfigText::size)),
            number(
                    "connection.high-water-mark",
                    "highWaterMark",
                    "percent",
                    "2 to 100",
                    ServerConfig.Builder::highWaterMark,
                    c -> c.connection().highWaterMark()),
            number(
                    "connection.low-water-mark",
                    "lowWaterMark",
                    "percent",
                    "1 to one less than connection.high-water-mark",
                    ServerConfig.Builder::lowWaterMark,
                    c -> c.connection().lowWaterMark()),
            new ConfigKey(
                    "connection.when-queue-full",
                    "whenQueueFull",
                    "choice",
                    ConfigText.choices(WhenQueueFull.class),
                    (b, v) -> b.whenQueueFull(ConfigText.choice(WhenQueueFull.class, v)),
                    c -> ConfigText.choice(c.connection().whenQueueFull())),
            new ConfigKey(
                    "login.ids",
                    "loginIds",
                    "message ids",
                    "off, or message ids from 0 to 4294967295 such as 1, 2",
                    (b, v) -> b.loginIds(ConfigText.ids(v)),
                    c -> ConfigText.ids(c.login().ids())),
            time(
                    "login.timeout",
                    "loginTimeout",
                    TIME_NOT_OFF,
                    ServerConfig.Builder::loginTimeout,
                    c -> c.login().timeout()),
            size(
                    "login.max-length",
                    "loginMaxLength",
                    "1B to 1GiB",
                    (b, v) -> b.loginMaxLength(Math.toIntExact(v)),
                    c -> (long) c.login().maxLength()),
            number(
                    "login.share",
                    "loginShare",
                    "percent",
                    "1 to 100",
                    ServerConfig.Builder::loginShare,
                    c -> c.login().share()));

    static Optional<ConfigKey> of(String path) {
        return ALL.stream().filter(key -> key.path.equals(path)).findFirst();
    }

    static ConfigKey known(String path) {
        return of(path).orElseThrow(() -> new AssertionError(path));
    }

    static boolean isGroup(String name) {
        return ALL.stream().anyMatch(key -> key.group().equals(name));
    }

    /** The known path that is nearest to what somebody wrote. */
    static String nearest(String written) {
        return ConfigNearest.of(written, ALL.stream().map(ConfigKey::path).toList());
    }

    static String describe(ServerConfig config) {
        return ALL.stream().map(key -> key.path + " = " + key.get.apply(config)).collect(Collectors.joining("\n"));
    }

    String group() {
        return path.substring(0, path.indexOf('.'));
    }

    String variable() {
        return "ZINX_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    String property() {
        return "zinx." + path;
    }

    private static ConfigKey text(
            String path,
            String builder,
            String rule,
            BiConsumer<ServerConfig.Builder, String> set,
            Function<ServerConfig, String> get) {
        return new ConfigKey(path, builder, "text", rule, set, get);
    }

    private static ConfigKey number(
            String path,
            String builder,
            String unit,
            String rule,
            BiConsumer<ServerConfig.Builder, Integer> set,
            Function<ServerConfig, Integer> get) {
        return new ConfigKey(
                path,
                builder,
                unit,
                rule,
                (b, v) -> set.accept(b, ConfigText.number(v)),
                c -> String.valueOf(get.apply(c)));
    }

    private static ConfigKey numberOrOff(
            String path,
            String builder,
            String unit,
            String rule,
            BiConsumer<ServerConfig.Builder, Long> set,
            Function<ServerConfig, Long> get) {
        return new ConfigKey(
                path,
                builder,
                unit,
                rule,
                (b, v) -> set.accept(b, ConfigText.orUnlimited(v, ConfigText::number)),
                c -> ConfigText.orOff(get.apply(c), String::valueOf));
    }

    private static ConfigKey size(
            String path,
            String builder,
            String rule,
            BiConsumer<ServerConfig.Builder, Long> set,
            Function<ServerConfig, Long> get) {
        return new ConfigKey(
                path,
                builder,
                "size",
                rule,
                (b, v) -> set.accept(b, ConfigText.size(v)),
                c -> ConfigText.size(get.apply(c)));
    }

    private static ConfigKey limit(
            String key,
            String builder,
            String rule,
            BiConsumer<ServerConfig.Builder, Duration> set,
            Function<ConnectionSettings, Duration> get) {
        return time("connection." + key, builder, rule, set, c -> get.apply(c.connection()));
    }

    private static ConfigKey time(
            String path,
            String builder,
            String rule,
            BiConsumer<ServerConfig.Builder, Duration> set,
            Function<ServerConfig, Duration> get) {
        return new ConfigKey(
                path,
                builder,
                "duration",
                rule,
                (b, v) -> set.accept(b, ConfigText.duration(v)),
                c -> ConfigText.duration(get.apply(c)));
    }
}
