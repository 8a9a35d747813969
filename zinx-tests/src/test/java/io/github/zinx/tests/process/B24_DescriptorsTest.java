package io.github.zinx.tests.process;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.zinx.client.testkit.RawPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server whose process may open no more files and sockets. */
class B24_DescriptorsTest {

    private static final int DESCRIPTORS = 120;

    @Test
    void acceptingWithoutDescriptorsIsQuietAndServesAgainWhenThereAreSome() throws Exception {
        try (ChildServer server = ChildServer.start(DESCRIPTORS)) {
            List<RawPeer> crowd = new ArrayList<>();
            for (int i = 0; i < 2 * DESCRIPTORS; i++) {
                crowd.add(RawPeer.connect(server.port())); // the kernel's queue takes those that are not accepted
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> server.logged("cannot accept") > 0);

            // Backing off from 5 ms to 1 s makes eight tries in the first second and one in each that follows.
            ChildServer.Report before = server.report();
            long start = System.nanoTime();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> server.report().acceptErrors() >= before.acceptErrors() + 2);
            ChildServer.Report after = server.report();
            double seconds = (System.nanoTime() - start) / 1e9;
            long errors = after.acceptErrors() - before.acceptErrors();
            assertTrue(errors <= 10 + 20 * seconds, () -> errors + " errors in " + seconds + " s");
            assertTrue(server.logged("cannot accept") <= 4 + 2 * seconds, "a line a second is enough");

            for (RawPeer peer : crowd) {
                peer.close();
            }
            try (RawPeer late = RawPeer.connect(server.port())) {
                late.timeout(Duration.ofMillis(3 * 1500 + 1000)); // noticed within 1.5 s, on a quiet machine
                assertEquals("pong", late.ask(0, "ping").text());
            }
        }
    }

    /** The same without a shortage: only accepting fails, eight times, which takes the pauses to their longest. */
    @Test
    void acceptsThatFailAreFewAndTheNextOnesServe() throws Exception {
        assumeTrue(FailingAccept.isPossible(), "there is no strace here that may make accepts fail");
        int failing = 8;
        try (ChildServer server = ChildServer.start(FailingAccept.times(failing))) {
            try (RawPeer waiting = RawPeer.connect(server.port())) {
                assertEquals("pong", waiting.ask(ChildServer.PING, "ping").text());
                assertEquals(failing, server.report().acceptErrors());
                assertTrue(server.logged("cannot accept") <= 1 + failing / 2, server::toString);
            }
            try (RawPeer late = RawPeer.connect(server.port())) {
                assertEquals("pong", late.ask(ChildServer.PING, "ping").text());
            }
        }
    }
}
