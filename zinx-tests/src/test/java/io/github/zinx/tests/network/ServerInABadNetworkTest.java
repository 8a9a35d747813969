package io.github.zinx.tests.network;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.client.testkit.FaultProxy;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import io.github.zinx.tests.support.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The network of one peer fails, in every way it can; that peer's connection ends as promised, and no other. */
final class ServerInABadNetworkTest {

    private static final Duration LIMIT = Duration.ofMillis(400);

    private final BlockingQueue<Kind> ended = new LinkedBlockingQueue<>();

    @ParameterizedTest
    @EnumSource(Mode.class)
    void messagesAreWholeAndInOrderHoweverTheNetworkCutsThem(Mode mode) throws Exception {
        try (Server server = start(mode::set);
                FaultProxy network = FaultProxy.to(server);
                RawPeer peer = RawPeer.connect(network.port())) {
            network.toServer().split(5);
            network.toClient().split(9);
            for (int i = 0; i < 60; i++) {
                peer.send(1, "x".repeat(i * 7));
            }
            for (int i = 0; i < 60; i++) {
                peer.expect(1, "x".repeat(i * 7));
            }
        }
    }

    /** Neither its bytes nor its end come through: it is as dead as a peer whose cable was cut. */
    @Test
    void theIdleLimitFindsAPeerInABlackHole() throws Exception {
        try (Server server = start(config -> config.idleTimeout(LIMIT));
                FaultProxy network = FaultProxy.to(server);
                RawPeer peer = RawPeer.connect(network.port())) {
            network.toServer().swallow();
            network.toClient().swallow();
            peer.send(1, "is anybody there?");
            peer.close();
            assertEndsAs(Kind.IDLE_TIMEOUT, server);
        }
    }

    /** What this side sends goes through all the time, and proves nothing. */
    @Test
    void theIdleLimitFindsAPeerWhoseOwnDirectionAloneIsDead() throws Exception {
        try (Server server = TestServer.start(
                        config -> config.idleTimeout(LIMIT),
                        s -> s.onStart(connection -> connection.send(5, "news"))
                                .onStop((connection, reason) -> ended.add(reason.kind())));
                FaultProxy network = FaultProxy.to(server);
                RawPeer peer = RawPeer.connect(network.port())) {
            network.toServer().swallow();
            peer.expect(5, "news");
            peer.expectEnd();
            assertEndsAs(Kind.IDLE_TIMEOUT, server);
        }
    }

    /** Each byte is in time, and the frame is not. */
    @Test
    void theFrameLimitEndsAFrameThatDrips() throws Exception {
        try (Server server = start(config -> config.frameTimeout(LIMIT));
                FaultProxy network = FaultProxy.to(server);
                RawPeer other = RawPeer.connect(server);
                RawPeer peer = RawPeer.connect(network.port())) {
            assertEquals("alive", peer.ask(1, "alive").text());
            network.toServer().split(1).delay(LIMIT.dividedBy(8));
            peer.send(1, "x".repeat(100));
            peer.expectDropped();
            assertEndsAs(Kind.FRAME_TIMEOUT, server);
            assertEquals("served", other.ask(1, "served").text());
        }
    }

    @Test
    void aResetInTheMiddleOfAFrameEndsTheConnectionAndItIsNotHandled() throws Exception {
        try (Server server = start(config -> config);
                FaultProxy network = FaultProxy.to(server);
                RawPeer peer = RawPeer.connect(network.port())) {
            assertEquals("whole", peer.ask(1, "whole").text());
            network.toServer().resetAfter(10);
            peer.send(1, "half");
            peer.expectReset();
            assertEndsAs(Kind.CONNECTION_LOST, server);
            await().untilAsserted(() -> assertEquals(1, server.stats().messagesHandled()));
        }
    }

    @Test
    void anEndInTheMiddleOfAFrameIsIllegalAndWhatCameBeforeItIsAnswered() throws Exception {
        int frame = Layout.LTV_LE.frame(1, "whole").length;
        try (Server server = start(config -> config);
                FaultProxy network = FaultProxy.to(server);
                RawPeer peer = RawPeer.connect(network.port())) {
            network.toServer().finishAfter(frame + 10);
            peer.send(1, "whole");
            peer.send(1, "half");
            peer.expect(1, "whole");
            peer.expectEnd();
            assertEndsAs(Kind.ILLEGAL_FRAME, server);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POOL", "READER"})
    void theWriteLimitEndsAConnectionOfWhichOneDirectionStandsStill(Mode mode) throws Exception {
        try (Server server = start(config -> mode.set(config).writeTimeout(LIMIT));
                FaultProxy network = FaultProxy.to(server);
                RawPeer other = RawPeer.connect(server);
                RawPeer peer = RawPeer.connect(network.port())) {
            assertEquals("alive", peer.ask(1, "alive").text());
            network.toClient().stall();
            peer.send(2, "flood");
            assertEndsAs(Kind.WRITE_TIMEOUT, server);
            assertEquals("served", other.ask(1, "served").text());
        }
    }

    @Test
    void aPeerInABlackHoleDoesNotHoldUpTheStop() throws Exception {
        Duration drain = Duration.ofMillis(300);
        try (Server server = start(config -> config.drainTimeout(drain));
                FaultProxy network = FaultProxy.to(server);
                RawPeer peer = RawPeer.connect(network.port())) {
            assertEquals("alive", peer.ask(1, "alive").text());
            network.toServer().swallow();
            network.toClient().swallow();
            long start = System.nanoTime();
            server.stop(drain);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.compareTo(drain.multipliedBy(3).plusSeconds(1)) < 0, took::toString);
            assertEndsAs(Kind.STOPPING, server);
        }
    }

    private void assertEndsAs(Kind why, Server server) throws InterruptedException {
        assertEquals(why, ended.poll(10, TimeUnit.SECONDS));
        await().until(() -> server.stats().closed(why) == 1);
    }

    private Server start(UnaryOperator<ServerConfig.Builder> change) throws IOException {
        return TestServer.start(
                change,
                s -> s.handle(1, request -> request.reply(request.data()))
                        .handle(2, request -> flood(request.connection()))
                        .onStop((connection, reason) -> ended.add(reason.kind())));
    }

    private static void flood(Connection connection) throws InterruptedException {
        for (int i = 0; i < 100_000; i++) {
            connection.sendBuffered(2, new byte[4096]);
        }
    }
}
