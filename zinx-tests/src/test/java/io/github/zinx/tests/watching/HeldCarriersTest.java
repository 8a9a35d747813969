package io.github.zinx.tests.watching;

import static io.github.zinx.tests.stopping.Eventually.within;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.zinx.Handler;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Logged;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handlers that hold all carriers are named within a second, by a thread that needs no carrier. */
@Timeout(60)
final class HeldCarriersTest {

    private static volatile CountDownLatch mayGo = new CountDownLatch(1);

    /** A class whose initialiser waits, which holds the carrier on every Java that this library supports. */
    static final class Initialised {
        static {
            park();
        }

        private Initialised() {}
    }

    static void park() {
        try {
            mayGo.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void classInitialisersThatHoldAllCarriersAreNamed() throws Exception {
        byte[] bytes;
        try (InputStream in = HeldCarriersTest.class.getResourceAsStream("HeldCarriersTest$Initialised.class")) {
            bytes = in.readAllBytes();
        }
        holdersAreNamed(request -> MethodHandles.lookup().defineHiddenClass(bytes, true));
    }

    @Test
    void sleepersInsideSynchronizedAreNamedBeforeJava24() throws Exception {
        assumeTrue(Runtime.version().feature() < 24, "synchronized holds no carrier any more");
        holdersAreNamed(request -> {
            Object own = new Object();
            synchronized (own) {
                park();
            }
        });
    }

    private static void holdersAreNamed(Handler holding) throws Exception {
        mayGo = new CountDownLatch(1);
        int carriers = Integer.getInteger(
                "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
        List<RawPeer> peers = new ArrayList<>();
        try (Logged logged = Logged.begin();
                Server server = TestServer.start(
                        config -> config.workers(carriers + 1).stopGrace(Duration.ofMillis(500)),
                        s -> s.handle(77, holding))) {
            for (int i = 0; i < carriers; i++) {
                peers.add(RawPeer.connect(server.port()));
            }
            for (RawPeer peer : peers) {
                peer.send(77, "hold");
            }
            try {
                within(Duration.ofSeconds(1)).until(() -> logged.text().contains("for a carrier"));
            } finally {
                mayGo.countDown();
            }
            String text = logged.text();
            assertTrue(text.contains("workers.threads: platform"), text);
            assertTrue(text.contains("the handler of message 77 on connection "), text);
            assertTrue(text.contains("HeldCarriersTest.park"), text);
        } finally {
            for (RawPeer peer : peers) {
                peer.close();
            }
        }
    }
}
