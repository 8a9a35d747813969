package io.github.zinx.client.testkit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.server.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a bad network does, seen from both of its ends; each behaviour in one direction, while the other is as ever. */
class FaultProxyTest {

    private static final byte[] SIX = {1, 2, 3, 4, 5, 6};

    /** A client and a server with the proxy in between. */
    private record Line(FaultProxy network, RawPeer client, RawPeer server) implements AutoCloseable {

        static Line connect() throws IOException {
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                FaultProxy network = FaultProxy.to((InetSocketAddress) listener.getLocalSocketAddress());
                RawPeer client = RawPeer.connect(network.port());
                return new Line(network, client, RawPeer.over(listener.accept(), Layout.LTV_LE));
            }
        }

        void assertOtherDirectionPasses() throws IOException {
            server.write(SIX);
            client.expectBytes(SIX);
        }

        @Override
        public void close() {
            client.close();
            server.close();
            network.close();
        }
    }

    @Test
    void toldNothingItHandsOnEverythingTheEndsToo() throws Exception {
        try (Line line = Line.connect()) {
            byte[] large = new byte[1 << 20];
            Arrays.fill(large, (byte) 7);
            Writing flood = line.client().flood(3, large, 4);
            for (int i = 0; i < 4; i++) {
                line.server().expect(3, large);
            }
            flood.await();
            assertEquals(flood.written(), line.network().toServer().awaitTaken(flood.written()));
            line.client().halfClose();
            line.server().expectEnd();
            line.assertOtherDirectionPasses();
            assertEquals(1, line.network().connections());
            line.server().halfClose();
            line.client().expectEnd();
            await().until(() -> line.network().connections() == 0);
            assertEquals(
                    "to the client: 6 bytes taken, 6 passed",
                    line.network().toClient().toString());
            assertEquals(flood.written(), line.network().toServer().passed());
        }
    }

    @Test
    void aResetIsHandedOn() throws Exception {
        try (Line line = Line.connect()) {
            line.assertOtherDirectionPasses();
            line.server().reset();
            line.client().expectReset();
        }
    }

    @Test
    void aDelayedPieceComesLate() throws Exception {
        Duration delay = Duration.ofMillis(200);
        try (Line line = Line.connect()) {
            line.network().toServer().delay(delay);
            long start = System.nanoTime();
            line.client().write(SIX);
            line.assertOtherDirectionPasses();
            line.server().expectBytes(SIX);
            assertTrue(System.nanoTime() - start >= delay.toNanos());
        }
    }

    @Test
    void splitAndDelayedItDrips() throws Exception {
        Duration delay = Duration.ofMillis(20);
        try (Line line = Line.connect()) {
            line.network().toServer().split(1).delay(delay);
            long start = System.nanoTime();
            line.client().write(SIX);
            line.server().expectBytes(SIX);
            assertTrue(System.nanoTime() - start >= SIX.length * delay.toNanos());
        }
    }

    @Test
    void splitItIsStillWhole() throws Exception {
        try (Line line = Line.connect()) {
            line.network().toServer().split(7);
            byte[] bytes = new byte[10_000];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) i;
            }
            line.client().write(bytes);
            line.server().expectBytes(bytes);
        }
    }

    @Test
    void stalledItHoldsTheSenderBackAndLosesNothing() throws Exception {
        try (Line line = Line.connect()) {
            line.network().toServer().stall();
            Writing flood = line.client().flood(1, new byte[1000], 10_000);
            line.network().toServer().awaitTaken(1);
            line.server().expectNothing(Pair.SHORT);
            assertTrue(line.network().toServer().taken() <= 16 * 1024, line.network()::toString);
            line.assertOtherDirectionPasses();
            line.network().toServer().heal();
            for (int i = 0; i < 10_000; i++) {
                line.server().expect(1, new byte[1000]);
            }
            assertEquals(10_000 * 1008, flood.await());
        }
    }

    @Test
    void swallowedBytesAreLostAndTheEndComesWhenItHeals() throws Exception {
        try (Line line = Line.connect()) {
            line.network().toServer().swallow();
            line.client().write(SIX);
            line.client().halfClose();
            line.network().toServer().awaitTaken(SIX.length);
            line.server().expectNothing(Pair.SHORT);
            line.assertOtherDirectionPasses();
            line.network().heal();
            line.server().expectEnd();
            assertEquals(0, line.network().toServer().passed());
        }
    }

    @Test
    void aSwallowedResetComesWhenItHeals() throws Exception {
        try (Line line = Line.connect()) {
            line.network().toServer().swallow();
            line.assertOtherDirectionPasses();
            line.client().reset();
            line.server().expectNothing(Pair.SHORT);
            line.network().toServer().heal();
            line.server().expectReset();
        }
    }

    @Test
    void finishedAfterSomeBytesTheRestIsLostAndTheOtherDirectionGoesOn() throws Exception {
        try (Line line = Line.connect()) {
            line.network().toServer().split(2).finishAfter(4);
            line.client().write(SIX);
            line.server().expectBytes(Arrays.copyOf(SIX, 4));
            line.server().expectEnd();
            line.client().write(SIX);
            line.network().toServer().awaitTaken(12);
            line.assertOtherDirectionPasses();
            assertEquals(4, line.network().toServer().passed());
        }
    }

    @Test
    void resetAfterSomeBytesBothSidesAreTold() throws Exception {
        try (Line line = Line.connect()) {
            line.network().toServer().resetAfter(4);
            line.client().write(SIX);
            line.client().expectReset();
            assertTrue(line.server().readToEnd() <= 4);
            assertEquals(4, line.network().toServer().passed());
            assertEquals(0, line.network().connections());
        }
    }

    @Test
    void resetAllThereAreAreTold() throws Exception {
        try (Line line = Line.connect()) {
            line.assertOtherDirectionPasses();
            line.network().reset();
            line.client().expectReset();
            line.server().expectReset();
        }
    }

    @Test
    void aCutHappensOnceAndConnectionsThatComeLaterAreAsGoodAsEver() throws Exception {
        try (Server server = TestServer.start(s -> s.handle(1, request -> request.reply("pong")));
                FaultProxy network = FaultProxy.to(server);
                RawPeer first = RawPeer.connect(network.port());
                RawPeer second = RawPeer.connect(network.port())) {
            network.toClient().resetAfter(5);
            first.send(1, "ping");
            first.readToEnd();
            second.send(1, "ping");
            second.expect(1, "pong");
        }
    }

    @Test
    void whereNobodyListensAConnectionIsReset() throws Exception {
        InetSocketAddress nobody;
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) listener.getLocalSocketAddress();
        }
        try (FaultProxy network = FaultProxy.to(nobody)) {
            try (RawPeer client = RawPeer.connect(network.port())) {
                client.expectReset();
            } catch (SocketException e) {
                // The reset was so quick that connecting failed.
            }
            assertEquals(0, network.connections());
        }
    }

    @Test
    void closedItEndsWhatThereIsAndTakesNothingMore() throws Exception {
        try (Line line = Line.connect()) {
            line.assertOtherDirectionPasses();
            line.network().toServer().stall();
            line.network().close();
            line.network().close();
            line.client().expectDropped();
            line.server().expectDropped();
            assertThrows(IOException.class, () -> RawPeer.connect(line.network().port()));
        }
    }

    @Test
    void whatIsNotSensibleIsRefused() throws Exception {
        try (Line line = Line.connect()) {
            Flow flow = line.network().toServer();
            assertThrows(IllegalArgumentException.class, () -> flow.split(0));
            assertThrows(IllegalArgumentException.class, () -> flow.finishAfter(0));
            assertThrows(IllegalArgumentException.class, () -> flow.resetAfter(-1));
            assertThrows(NullPointerException.class, () -> flow.delay(null));
        }
    }
}
