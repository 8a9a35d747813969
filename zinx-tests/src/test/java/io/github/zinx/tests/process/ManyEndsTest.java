package io.github.zinx.tests.process;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.tests.dispatch.Together;
import io.github.zinx.tests.support.Counts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A server that very many have visited is as it was before. */
class ManyEndsTest {

    private static final int VISITORS = 4;

    @Test
    void P5_afterManyVisitsEveryPlaceAndDescriptorIsBackAndOthersAreServed() throws Exception {
        int visits = Counts.of(800, 100_000);
        int nonsense = Counts.of(400, 20_000);
        try (ChildServer server = ChildServer.start(List.of())) {
            comeAndGo(server, 200); // what the JVM opens once
            sendNonsense(server, 20);
            Footprint before = quiet(server);
            long accepted = server.report().accepted();

            comeAndGo(server, visits);
            sendNonsense(server, nonsense);

            Footprint after = quiet(server);
            assertEquals(accepted + visits + nonsense, server.report().accepted());
            String both = before + " before, " + after + " after";
            assertEquals(before.descriptors(), after.descriptors(), both);
            assertTrue(after.threads() <= before.threads() + 2, both);
            assertTrue(after.heap() <= before.heap() + (8 << 20), both);
            try (RawPeer healthy = RawPeer.connect(server.port())) {
                assertEquals("pong", healthy.ask(ChildServer.PING, "ping").text());
            }
        }
    }

    private static void comeAndGo(ChildServer server, int visits) throws Exception {
        Together.run(VISITORS, visitor -> {
            for (int i = 0; i < visits / VISITORS; i++) {
                try (RawPeer peer = RawPeer.connect(server.port())) {
                    assertEquals("pong", peer.ask(ChildServer.PING, "ping").text());
                }
            }
        });
    }

    private static void sendNonsense(ChildServer server, int visits) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Together.run(VISITORS, visitor -> {
            Random random = new Random(seed + visitor);
            for (int i = 0; i < visits / VISITORS; i++) {
                sendNonsense(server.port(), random);
            }
        });
    }

    private static void sendNonsense(int port, Random random) throws IOException {
        byte[] bytes = new byte[1 + random.nextInt(300)];
        random.nextBytes(bytes);
        try (RawPeer peer = RawPeer.connect(port)) {
            peer.write(bytes);
            peer.halfClose();
            peer.readToEnd();
        }
    }

    /** Waits until nobody is there, and looks. */
    private static Footprint quiet(ChildServer server) throws IOException {
        await().atMost(Duration.ofSeconds(30)).until(() -> server.report().connections() == 0);
        return server.footprint();
    }
}
