package io.github.zinx.tests.stopping;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.zinx.ConfigException;
import io.github.zinx.Connections;
import io.github.zinx.Message;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import io.github.zinx.server.ServerListener;
import io.github.zinx.tests.support.Mode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server starts loudly or not at all, lives once, and leaves nothing behind. */
class LifeTest {

    private static final Duration GRACE = Duration.ofSeconds(2);

    @Test
    void B02_serveReturnsAndThePortIsFreeAtOnceTwentyTimes() throws Exception {
        int port = freePortThatNobodyIsGivenByChance();
        for (int cycle = 0; cycle < 20; cycle++) {
            Server server = Server.create(onPort(port)).handle(1, request -> request.reply(request.data()));
            var serving = new FutureTask<Void>(() -> {
                server.serve();
                return null;
            });
            Thread.ofPlatform().start(serving);
            eventually().ignoreException(ConnectException.class).until(() -> {
                try (RawPeer peer = RawPeer.connect(port)) {
                    return peer.ask(1, "ping").text().equals("ping");
                }
            });
            server.stop(GRACE);
            serving.get(10, TimeUnit.SECONDS);
            assertThrows(ConnectException.class, () -> RawPeer.connect(port));
        }
    }

    @ParameterizedTest
    @EnumSource
    void B03_threadsAreBackToTheBaselineAfterTwentyCyclesWithTraffic(Mode mode) throws Exception {
        int before = ZinxThreads.named("zinx-").size();
        for (int cycle = 0; cycle < 20; cycle++) {
            try (Server server = TestServer.start(
                    mode::set,
                    s -> s.listener(new ServerListener() {})
                            .handle(1, request -> request.reply(request.data()))
                            .handle(
                                    2,
                                    request -> request.connection()
                                            .execute(() -> request.connection().close())))) {
                for (int i = 0; i < 5; i++) {
                    try (RawPeer peer = RawPeer.connect(server.port())) {
                        assertEquals("ping", peer.ask(1, "ping").text());
                        if (i % 2 == 0) {
                            peer.send(2, "close me");
                            peer.expectEnd();
                        }
                    }
                }
            }
        }
        eventually().untilAsserted(() -> {
            List<String> names = ZinxThreads.named("zinx-");
            assertTrue(names.size() <= before, () -> before + " threads before, now " + names);
        });
    }

    @Test
    void B04_startOnAUsedPortFailsLoudlyAndLeavesNothing() throws Exception {
        int before = ZinxThreads.named("zinx-").size();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Server server = Server.create(onPort(taken.getLocalPort()));
            long start = System.nanoTime();
            var thrown = assertThrows(IOException.class, server::start);
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(4).toNanos());
            assertTrue(thrown.getMessage().contains("" + taken.getLocalPort()), thrown::getMessage);
            assertThrows(IllegalStateException.class, server::port);
            assertThrows(IllegalStateException.class, server::start);
            server.awaitStopped();
            server.close();
        }
        eventually().untilAsserted(() -> {
            List<String> names = ZinxThreads.named("zinx-");
            assertTrue(names.size() <= before, () -> before + " threads before, now " + names);
        });
    }

    @Test
    void B04_unknownHostAndImpossiblePortAreRefused() {
        Server server = Server.create(
                ServerConfig.builder().host("no-such-host.invalid").port(0).build());
        var thrown = assertThrows(IOException.class, server::start);
        assertTrue(thrown.getMessage().contains("no-such-host.invalid"), thrown::getMessage);
        assertThrows(
                ConfigException.class, () -> ServerConfig.builder().port(70_000).build());
    }

    @Test
    void B04_boundPortCanBeAskedFor() throws Exception {
        Server server = Server.create(onPort(0));
        assertThrows(IllegalStateException.class, server::port);
        try (server) {
            server.start();
            assertTrue(server.port() > 0);
            RawPeer.connect(server.port()).close();
        }
    }

    @Test
    void B37_ipv6LoopbackIsServed() throws Exception {
        Assumptions.assumeTrue(hasIpv6(), "this machine has no IPv6 loopback");
        try (Server server = Server.create(
                        ServerConfig.builder().host("::1").port(0).build())
                .handle(
                        1,
                        request -> request.reply(
                                request.connection().remoteAddress().toString()))
                .start()) {
            try (RawPeer peer = RawPeer.connect(server)) {
                String address = peer.ask(1, "").text();
                assertTrue(address.contains("0:0:0:0:0:0:0:1"), address);
            }
        }
    }

    @Test
    void serverIsStartedOnce() throws Exception {
        Server server = TestServer.start(s -> {});
        assertThrows(IllegalStateException.class, server::start);
        server.close();
        assertThrows(IllegalStateException.class, server::start);
        server.awaitStopped();
    }

    @Test
    void stopBeforeStartIsFinal() throws Exception {
        Server server = Server.create(onPort(0));
        server.stop(GRACE);
        server.awaitStopped();
        assertThrows(IllegalStateException.class, server::start);
    }

    @Test
    void tryWithResourcesStopsTheServer() throws Exception {
        Server kept;
        try (Server server = TestServer.start(s -> {})) {
            kept = server;
            RawPeer.connect(server.port()).close();
        }
        kept.awaitStopped();
        assertThrows(ConnectException.class, () -> RawPeer.connect(kept.port()));
        assertEquals(0, kept.connections().count());
    }

    @Test
    void afterAStopNobodyIsFoundAndNothingFails() throws Exception {
        Server server = TestServer.start(
                s -> s.handle(1, request -> request.connection().bind("user")));
        try (RawPeer peer = RawPeer.connect(server)) {
            peer.send(1, "");
            eventually().until(() -> server.connections().findUser("user").isPresent());
            server.stop(Duration.ofMillis(10));

            Connections connections = server.connections();
            assertEquals(0, connections.count());
            assertTrue(connections.find(0).isEmpty());
            assertTrue(connections.findUser("user").isEmpty());
            assertEquals(0, connections.broadcast(Message.of(1, "to nobody")));
            connections.forEach(connection -> fail("there is " + connection));
            connections.closeAll();
            assertEquals(1, server.stats().accepted());
        }
    }

    @Test
    void severalServersInOneProcessStopApart() throws Exception {
        List<Server> servers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            servers.add(TestServer.start(s -> s.handle(1, request -> request.reply("still here"))));
        }
        servers.get(1).stop(GRACE);
        assertThrows(
                ConnectException.class, () -> RawPeer.connect(servers.get(1).port()));
        for (Server server : List.of(servers.get(0), servers.get(2))) {
            try (server;
                    RawPeer peer = RawPeer.connect(server.port())) {
                assertEquals("still here", peer.ask(1, "ping").text());
            }
        }
        assertFalse(servers.isEmpty());
    }

    private static ServerConfig onPort(int port) {
        return ServerConfig.builder().host("127.0.0.1").port(port).build();
    }

    /** A port below those that the system gives to outgoing connections: nobody takes it between two cycles. */
    private static int freePortThatNobodyIsGivenByChance() {
        Random random = new Random();
        for (int i = 0; i < 100; i++) {
            int port = 15_000 + random.nextInt(15_000);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException e) {
                // taken; the next one
            }
        }
        throw new AssertionError("no free port");
    }

    private static InetAddress ipv6Loopback() throws IOException {
        byte[] one = new byte[16];
        one[15] = 1;
        return InetAddress.getByAddress(one);
    }

    private static boolean hasIpv6() {
        try (ServerSocket probe = new ServerSocket(0, 1, ipv6Loopback())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
