package io.github.zinx.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConfigException;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.WhenQueueFull;
import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import io.github.zinx.wire.FrameCodec;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClientConfigTest {

    @Test
    void defaultsAreThePromisedOnes() {
        assertEquals(
                new ClientConfig(
                        "zinx-client",
                        "127.0.0.1",
                        7777,
                        Duration.ofSeconds(5),
                        new WorkerSettings(1, Threads.VIRTUAL, 1024, 256 * 1024, 10_000),
                        FrameCodec.named("ltv-le"),
                        4096,
                        ConnectionSettings.defaults()),
                ClientConfig.defaults());
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                bad("client.name", b -> b.name("")),
                bad("client.name", b -> b.name(" ")),
                bad("client.name", b -> b.name("a\nb")),
                bad("client.name", b -> b.name("x".repeat(201))),
                bad("client.host", b -> b.host("")),
                bad("client.host", b -> b.host("a b")),
                bad("client.host", b -> b.host("x".repeat(256))),
                bad("client.port", b -> b.port(0)),
                bad("client.port", b -> b.port(-1)),
                bad("client.port", b -> b.port(65_536)),
                bad("client.connect-timeout", b -> b.connectTimeout(Duration.ZERO)),
                bad("client.connect-timeout", b -> b.connectTimeout(Duration.ofNanos(999_999))),
                bad("client.connect-timeout", b -> b.connectTimeout(Duration.ofDays(366))),
                bad("client.connect-timeout", b -> b.connectTimeout(ConnectionSettings.OFF)),
                bad("frame.format", b -> b.format("xml")),
                bad("frame.max-length", b -> b.maxFrameLength(0)),
                bad("frame.max-length", b -> b.maxFrameLength((1 << 30) + 1)),
                bad("frame.read-ahead", b -> b.readAhead(0)),
                bad("workers.queue-capacity", b -> b.workerQueueCapacity(0)),
                bad("workers.max-waiting", b -> b.maxWaiting(-1)),
                bad("connection.send-queue-capacity", b -> b.sendQueueCapacity(0)),
                bad("connection.send-queue-bytes", b -> b.sendQueueBytes(0)),
                bad("connection.socket-send-buffer", b -> b.socketSendBuffer(0)),
                bad("connection.send-timeout", b -> b.sendTimeout(Duration.ZERO)),
                bad("connection.start-timeout", b -> b.startTimeout(Duration.ZERO)),
                bad("connection.frame-timeout", b -> b.frameTimeout(Duration.ZERO)),
                bad("connection.write-timeout", b -> b.writeTimeout(Duration.ZERO)),
                bad("connection.idle-timeout", b -> b.idleTimeout(Duration.ZERO)),
                bad("connection.drain-timeout", b -> b.drainTimeout(ConnectionSettings.OFF)));
    }

    private static Arguments bad(String key, UnaryOperator<ClientConfig.Builder> change) {
        return Arguments.of(key, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(String key, UnaryOperator<ClientConfig.Builder> change) {
        ConfigException refusal = assertThrows(
                ConfigException.class,
                () -> change.apply(ClientConfig.builder()).build());

        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith(key + ": "), message);
        assertTrue(message.contains(" is refused, it must be "), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void aClientHasOneWorker() {
        ClientConfig one = ClientConfig.defaults();
        WorkerSettings two = new WorkerSettings(2, Threads.VIRTUAL, 1024, 1024, 1);

        ConfigException refusal = assertThrows(
                ConfigException.class,
                () -> new ClientConfig(
                        one.name(),
                        one.host(),
                        one.port(),
                        one.connectTimeout(),
                        two,
                        one.codec(),
                        one.maxFrameLength(),
                        one.connection()));

        assertTrue(String.valueOf(refusal.getMessage()).startsWith("workers.count: 2"), refusal.getMessage());
    }

    @Test
    void toBuilderKeepsEveryValue() {
        ClientConfig all = ClientConfig.builder()
                .name("n")
                .host("h")
                .port(1)
                .connectTimeout(Duration.ofMillis(1))
                .workerThreads(Threads.PLATFORM)
                .workerQueueCapacity(2)
                .readAhead(3)
                .maxWaiting(4)
                .format("tlv-be")
                .maxFrameLength(5)
                .sendQueueCapacity(6)
                .sendQueueBytes(7)
                .socketSendBuffer(8192)
                .sendTimeout(Duration.ofMillis(9))
                .startTimeout(Duration.ofMillis(10))
                .frameTimeout(Duration.ofMillis(11))
                .writeTimeout(Duration.ofMillis(12))
                .idleTimeout(Duration.ofMillis(13))
                .drainTimeout(Duration.ofMillis(14))
                .maxMessageRate(15)
                .maxByteRate(1600)
                .highWaterMark(18)
                .lowWaterMark(17)
                .whenQueueFull(WhenQueueFull.DROP)
                .build();

        assertEquals(
                new ClientConfig(
                        "n",
                        "h",
                        1,
                        Duration.ofMillis(1),
                        new WorkerSettings(1, Threads.PLATFORM, 2, 3, 4),
                        FrameCodec.named("tlv-be"),
                        5,
                        new ConnectionSettings(
                                6,
                                7,
                                8192,
                                Duration.ofMillis(9),
                                Duration.ofMillis(10),
                                Duration.ofMillis(11),
                                Duration.ofMillis(12),
                                Duration.ofMillis(13),
                                Duration.ofMillis(14),
                                15,
                                1600,
                                18,
                                17,
                                WhenQueueFull.DROP)),
                all);
        assertEquals(all, all.toBuilder().build());
    }

    @Test
    void theDefaultOfOneKindOfThreadDoesNotStickWhenTheKindChanges() {
        ClientConfig platform = ClientConfig.defaults().toBuilder()
                .workerThreads(Threads.PLATFORM)
                .build();

        assertEquals(Threads.PLATFORM.defaultMaxWaiting(), platform.workers().maxWaiting());
    }
}
