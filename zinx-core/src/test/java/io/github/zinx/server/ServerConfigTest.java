package io.github.zinx.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConfigException;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.LoginSettings;
import io.github.zinx.WhenQueueFull;
import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import io.github.zinx.wire.FrameCodec;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ServerConfigTest {

    private static final Duration OFF = ConnectionSettings.OFF;
    private static final Duration ZERO = Duration.ZERO;
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration BELOW_MILLI = Duration.ofNanos(999_999);
    private static final Duration ABOVE_YEAR = YEAR.plusNanos(1);

    @Test
    void defaultsAreThePromisedOnes() {
        WorkerSettings workers = new WorkerSettings(10, Threads.VIRTUAL, 1024, 256 * 1024, 10_000);
        ConnectionSettings connection = new ConnectionSettings(
                1024,
                1024 * 1024,
                64 * 1024,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                OFF,
                Duration.ofSeconds(5),
                ConnectionSettings.UNLIMITED,
                ConnectionSettings.UNLIMITED,
                50,
                25,
                WhenQueueFull.WAIT);
        assertEquals(
                new ServerConfig(
                        "zinx",
                        "0.0.0.0",
                        7777,
                        12_000,
                        WhenFull.REJECT,
                        1024,
                        Duration.ofSeconds(5),
                        ServerConfig.QUARTER_OF_HEAP,
                        workers,
                        FrameCodec.named("ltv-le"),
                        4096,
                        connection,
                        Duration.ofSeconds(5),
                        ConnectionSettings.UNLIMITED,
                        64,
                        ConnectionSettings.UNLIMITED,
                        new LoginSettings(Set.of(), Duration.ofSeconds(10), 4096, 50)),
                ServerConfig.defaults());
        assertEquals(workers, WorkerSettings.defaults());
        assertEquals(connection, ConnectionSettings.defaults());
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                bad(
                        "server.name",
                        b -> b.name(""),
                        b -> b.name("  "),
                        b -> b.name("a\nb"),
                        b -> b.name("x".repeat(201))),
                bad("server.host", b -> b.host(""), b -> b.host("a b"), b -> b.host("x".repeat(256))),
                bad("server.port", b -> b.port(-1), b -> b.port(65_536)),
                bad("server.max-connections", b -> b.maxConnections(0), b -> b.maxConnections(10_000_001)),
                bad("server.backlog", b -> b.backlog(0), b -> b.backlog(65_536)),
                badTime("server.stop-grace", ServerConfig.Builder::stopGrace, false),
                bad("server.max-buffered-bytes", b -> b.maxBufferedBytes((1 << 20) - 1), b -> b.maxBufferedBytes(0)),
                bad("workers.count", b -> b.workers(-1), b -> b.workers(10_001)),
                bad("workers.queue-capacity", b -> b.workerQueueCapacity(0), b -> b.workerQueueCapacity(1_000_001)),
                bad(
                        "workers.max-waiting",
                        b -> b.maxWaiting(-1),
                        b -> b.maxWaiting(1_000_001),
                        b -> b.maxWaiting(10_001).workerThreads(Threads.PLATFORM)),
                badTime("workers.handler-warning", ServerConfig.Builder::handlerWarning, true),
                bad("frame.format", b -> b.format("LTV-LE"), b -> b.format("")),
                bad("frame.max-length", b -> b.maxFrameLength(0), b -> b.maxFrameLength((1 << 30) + 1)),
                bad("frame.read-ahead", b -> b.readAhead(0), b -> b.readAhead((1L << 30) + 1)),
                bad("connection.send-queue-capacity", b -> b.sendQueueCapacity(0), b -> b.sendQueueCapacity(1_000_001)),
                bad("connection.send-queue-bytes", b -> b.sendQueueBytes(0), b -> b.sendQueueBytes((1L << 30) + 1)),
                bad(
                        "connection.socket-send-buffer",
                        b -> b.socketSendBuffer(4095),
                        b -> b.socketSendBuffer((64 << 20) + 1)),
                badTime("connection.send-timeout", ServerConfig.Builder::sendTimeout, true),
                badTime("connection.start-timeout", ServerConfig.Builder::startTimeout, true),
                badTime("connection.frame-timeout", ServerConfig.Builder::frameTimeout, true),
                badTime("connection.write-timeout", ServerConfig.Builder::writeTimeout, true),
                badTime("connection.idle-timeout", ServerConfig.Builder::idleTimeout, true),
                badTime("connection.drain-timeout", ServerConfig.Builder::drainTimeout, false),
                bad("connection.max-message-rate", b -> b.maxMessageRate(0), b -> b.maxMessageRate(1_000_000_001)),
                bad("connection.max-byte-rate", b -> b.maxByteRate(1023), b -> b.maxByteRate((1L << 30) + 1)),
                bad("connection.high-water-mark", b -> b.highWaterMark(1), b -> b.highWaterMark(101)),
                bad(
                        "connection.low-water-mark",
                        b -> b.lowWaterMark(0),
                        b -> b.lowWaterMark(50),
                        b -> b.highWaterMark(20)),
                bad(
                        "server.max-connections-per-address",
                        b -> b.maxConnectionsPerAddress(0),
                        b -> b.maxConnectionsPerAddress(10_000_001)),
                bad("server.address-prefix", b -> b.addressPrefix(0), b -> b.addressPrefix(129)),
                bad("server.max-accept-rate", b -> b.maxAcceptRate(0), b -> b.maxAcceptRate(1_000_001)),
                badTime("login.timeout", ServerConfig.Builder::loginTimeout, false),
                bad("login.max-length", b -> b.loginMaxLength(0), b -> b.loginMaxLength((1 << 30) + 1)),
                bad("login.share", b -> b.loginShare(0), b -> b.loginShare(101)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void valueThatBreaksItsRuleIsRefusedByName(String path, List<UnaryOperator<ServerConfig.Builder>> changes) {
        for (UnaryOperator<ServerConfig.Builder> change : changes) {
            ConfigException e = assertThrows(
                    ConfigException.class,
                    () -> change.apply(ServerConfig.builder()).build());
            assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
            assertTrue(
                    e.getMessage()
                            .endsWith(" is refused, it must be "
                                    + ConfigKey.known(path).rule()),
                    e.getMessage());
        }
    }

    @Test
    void rulesCoverEveryKeyThatHasOne() {
        Set<String> tested = refused().map(a -> (String) a.get()[0]).collect(Collectors.toCollection(HashSet::new));
        // Enums, and numbers of which each is an id: the builder cannot be given anything else.
        tested.addAll(Set.of("server.when-full", "workers.threads", "connection.when-queue-full", "login.ids"));
        assertEquals(ConfigKey.ALL.stream().map(ConfigKey::path).collect(Collectors.toSet()), tested);
    }

    @Test
    void valuesAtTheEndsOfTheirRangesAreAccepted() {
        ServerConfig least = ServerConfig.builder()
                .name("x")
                .host("::")
                .port(0)
                .maxConnections(1)
                .backlog(1)
                .stopGrace(MILLI)
                .workers(0)
                .workerQueueCapacity(1)
                .maxWaiting(0)
                .handlerWarning(MILLI)
                .maxFrameLength(1)
                .readAhead(1)
                .sendQueueCapacity(1)
                .sendQueueBytes(1)
                .socketSendBuffer(4096)
                .sendTimeout(MILLI)
                .startTimeout(MILLI)
                .frameTimeout(MILLI)
                .writeTimeout(MILLI)
                .idleTimeout(MILLI)
                .drainTimeout(MILLI)
                .maxConnectionsPerAddress(1)
                .addressPrefix(1)
                .maxAcceptRate(1)
                .loginIds(-1)
                .loginTimeout(MILLI)
                .loginMaxLength(1)
                .loginShare(1)
                .build();
        assertEquals(0, least.workers().count());
        ServerConfig most = ServerConfig.builder()
                .name("x".repeat(200))
                .port(65_535)
                .maxConnections(10_000_000)
                .whenFull(WhenFull.WAIT)
                .backlog(65_535)
                .stopGrace(YEAR)
                .workers(10_000)
                .workerThreads(Threads.PLATFORM)
                .workerQueueCapacity(1_000_000)
                .maxWaiting(10_000)
                .handlerWarning(YEAR)
                .maxFrameLength(1 << 30)
                .readAhead(1 << 30)
                .sendQueueCapacity(1_000_000)
                .sendQueueBytes(1 << 30)
                .socketSendBuffer(64 << 20)
                .sendTimeout(OFF)
                .startTimeout(OFF)
                .frameTimeout(OFF)
                .writeTimeout(OFF)
                .idleTimeout(YEAR)
                .drainTimeout(YEAR)
                .maxConnectionsPerAddress(10_000_000)
                .addressPrefix(128)
                .maxAcceptRate(1_000_000)
                .loginIds(0, Integer.MAX_VALUE, Integer.MIN_VALUE)
                .loginTimeout(YEAR)
                .loginMaxLength(1 << 30)
                .loginShare(100)
                .build();
        assertEquals(OFF, most.connection().writeTimeout());
        assertEquals(
                1_000_000,
                ServerConfig.builder().maxWaiting(1_000_000).build().workers().maxWaiting());
    }

    @Test
    void readerThreadsCannotBePlatformThreads() {
        ServerConfig.Builder builder = ServerConfig.builder().workers(0).workerThreads(Threads.PLATFORM);
        ConfigException e = assertThrows(ConfigException.class, builder::build);
        assertTrue(e.getMessage().contains("workers.threads") && e.getMessage().contains("workers.count"));
        assertEquals(1, builder.workers(1).build().workers().count());
    }

    @Test
    void defaultOfMaxWaitingFollowsTheKindOfThreads() {
        ServerConfig.Builder builder = ServerConfig.builder().workerThreads(Threads.PLATFORM);
        assertEquals(256, builder.build().workers().maxWaiting());
        assertEquals(
                10_000,
                builder.build().toBuilder()
                        .workerThreads(Threads.VIRTUAL)
                        .build()
                        .workers()
                        .maxWaiting());
        assertEquals(7, builder.maxWaiting(7).build().workers().maxWaiting());
        assertEquals(
                7,
                builder.build().toBuilder()
                        .workerThreads(Threads.VIRTUAL)
                        .build()
                        .workers()
                        .maxWaiting());
    }

    @Test
    void everyKeyIsCarriedByTheBuilderAndBack() {
        ServerConfig changed = ServerConfig.defaults();
        for (ConfigKey key : ConfigKey.ALL) {
            ServerConfig.Builder builder = changed.toBuilder();
            key.set().accept(builder, other(key));
            ServerConfig next = builder.build();
            assertNotEquals(changed, next, key.path());
            assertEquals(other(key), key.get().apply(next), key.path());
            changed = next;
        }
        assertEquals(changed, changed.toBuilder().build());
    }

    @Test
    void idsAreUnsignedAndNoneIsOff() {
        ServerConfig.Builder builder = ServerConfig.builder();
        ConfigKey ids = ConfigKey.known("login.ids");

        ids.set().accept(builder, "4294967295,2 , 0");
        assertEquals(Set.of(-1, 2, 0), builder.build().login().ids());
        assertEquals("0, 2, 4294967295", ids.get().apply(builder.build()));
        assertTrue(ServerConfig.defaults().login().isOff());
        assertFalse(builder.build().login().isOff());

        ids.set().accept(builder, "off");
        assertEquals(ServerConfig.defaults(), builder.build());

        for (String bad : List.of("", "none", "-1", "4294967296", "1 2", "1,", ",1", "1,,2", "01", "0x1", "1;2")) {
            assertThrows(IllegalArgumentException.class, () -> ids.set().accept(builder, bad), bad);
        }
    }

    @Test
    void numberThatIsOffIsWrittenAsOff() {
        ServerConfig.Builder builder = ServerConfig.builder();
        ConfigKey rate = ConfigKey.known("server.max-accept-rate");

        rate.set().accept(builder, "9");
        assertEquals("9", rate.get().apply(builder.build()));
        rate.set().accept(builder, "off");
        assertEquals("off", rate.get().apply(builder.build()));
        for (String bad : List.of("2147483648", "9223372036854775807", "OFF", "unlimited")) {
            assertThrows(RuntimeException.class, () -> rate.set().accept(builder, bad), bad);
        }
        assertEquals("off", rate.get().apply(builder.build()));
        rate.set().accept(builder, "2147483647");
        assertThrows(ConfigException.class, builder::build);
    }

    @Test
    void connectionSettingsChangeOneValueAtATime() {
        ConnectionSettings changed = ConnectionSettings.builder()
                .sendQueueCapacity(1)
                .sendQueueBytes(2)
                .socketSendBuffer(5000)
                .sendTimeout(Duration.ofMillis(4))
                .startTimeout(Duration.ofMillis(5))
                .frameTimeout(Duration.ofMillis(6))
                .writeTimeout(Duration.ofMillis(7))
                .idleTimeout(Duration.ofMillis(8))
                .drainTimeout(Duration.ofMillis(9))
                .maxMessageRate(10)
                .maxByteRate(1100)
                .highWaterMark(12)
                .lowWaterMark(11)
                .whenQueueFull(WhenQueueFull.FAIL)
                .build();
        assertEquals(
                new ConnectionSettings(
                        1,
                        2,
                        5000,
                        Duration.ofMillis(4),
                        Duration.ofMillis(5),
                        Duration.ofMillis(6),
                        Duration.ofMillis(7),
                        Duration.ofMillis(8),
                        Duration.ofMillis(9),
                        10,
                        1100,
                        12,
                        11,
                        WhenQueueFull.FAIL),
                changed);
    }

    @Test
    void deadlineThatIsOffNeverPasses() {
        long now = System.nanoTime();
        long deadline = now + OFF.toNanos();
        assertTrue(deadline - now > 0);
        assertTrue(deadline - (now + Duration.ofDays(36_500).toNanos()) > 0);
    }

    @Test
    void descriptionHasOneLineForEachKeyAndReadsBack() {
        ServerConfig config = ServerConfig.defaults();
        List<String> lines = config.describe().lines().toList();
        assertEquals(ConfigKey.ALL.size(), lines.size());
        assertTrue(lines.contains("connection.idle-timeout = off"), config::describe);
        assertTrue(lines.contains("frame.format = ltv-le"), config::describe);
        assertEquals(config.describe(), config.toString());
        ServerConfig.Builder builder = ServerConfig.builder().port(1).maxConnections(1);
        for (String line : lines) {
            String[] parts = line.split(" = ", 2);
            ConfigKey.known(parts[0]).set().accept(builder, parts[1]);
        }
        assertEquals(config, builder.build());
    }

    @Test
    void everyKeyNamesAMethodOfTheBuilder() {
        Set<String> methods = Arrays.stream(ServerConfig.Builder.class.getMethods())
                .filter(m -> m.getReturnType().isAssignableFrom(ServerConfig.Builder.class))
                .filter(m -> m.getDeclaringClass() != Object.class)
                .map(Method::getName)
                .collect(Collectors.toSet());
        methods.remove("codec"); // What format gives by name, it gives by hand,
        methods.remove("connection"); // and this one all of its group at once.
        assertEquals(ConfigKey.ALL.stream().map(ConfigKey::builder).collect(Collectors.toSet()), methods);
    }

    /** A value for the key that is not its default, and good together with the other ones made here. */
    static String other(ConfigKey key) {
        return switch (key.path()) {
            case "server.name" -> "other";
            case "server.host" -> "::1";
            case "server.when-full" -> "wait";
            case "workers.threads" -> "platform";
            case "frame.format" -> "tlv-be";
            case "server.max-buffered-bytes" -> "77MiB";
            case "connection.low-water-mark" -> "33";
            case "connection.when-queue-full" -> "drop";
            case "login.ids" -> "7, 4294967295";
            default ->
                switch (key.unit()) {
                    case "duration" -> "77s";
                    case "size", "size per second" -> "77KiB";
                    default -> "77";
                };
        };
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static Arguments bad(String path, UnaryOperator<ServerConfig.Builder>... changes) {
        return Arguments.of(path, List.of(changes));
    }

    private static Arguments badTime(
            String path, BiFunction<ServerConfig.Builder, Duration, ServerConfig.Builder> set, boolean mayBeOff) {
        Function<Duration, UnaryOperator<ServerConfig.Builder>> change = value -> b -> set.apply(b, value);
        Stream<Duration> values = Stream.of(ZERO, MILLI.negated(), BELOW_MILLI, ABOVE_YEAR, OFF.minusNanos(1));
        return Arguments.of(
                path,
                Stream.concat(values, mayBeOff ? Stream.empty() : Stream.of(OFF))
                        .map(change)
                        .toList());
    }
}
