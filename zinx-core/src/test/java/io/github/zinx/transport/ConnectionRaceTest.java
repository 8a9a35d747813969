package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Phaser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several ends at once: whoever wins, everything that happens once happens once. */
@Timeout(60)
class ConnectionRaceTest {

    private static final int ROUNDS = 1000;

    /** Something that ends a connection. */
    private interface End {
        void happen(TestConnection test) throws IOException;
    }

    private static final List<End> ENDS = List.of(
            test -> test.connection().close(),
            test -> test.connection().stop(Duration.ofSeconds(5)),
            test -> test.connection().abort(),
            test -> test.peer().finish(),
            test -> test.peer().link().abort(),
            test -> test.peer()
                    .sendBytes((byte) -1, (byte) -1, (byte) -1, (byte) -1, (byte) 0, (byte) 0, (byte) 0, (byte) 0));

    @Test
    void hooksAndReleaseHappenOnceHoweverManyEndsThereAre() throws Exception {
        long seed = System.nanoTime();
        System.out.println("ConnectionRaceTest seed " + seed);
        Random random = new Random(seed);
        try (Deadlines deadlines = new Deadlines("race-sweeper", now -> {})) {
            for (int round = 0; round < ROUNDS; round++) {
                race(new TestConnection(deadlines), random, "round " + round + " of seed " + seed);
            }
        }
    }

    private static void race(TestConnection test, Random random, String where) throws Exception {
        boolean hookThrows = random.nextInt(10) == 0;
        boolean handlerWaits = random.nextBoolean();
        test.inbound(new LaneInbound((c, message) -> {
                    if (handlerWaits) {
                        Thread.onSpinWait();
                    }
                    c.send(message);
                }))
                .onStart(c -> {
                    c.sendBuffered(2, "welcome");
                    if (hookThrows) {
                        throw new IllegalStateException("in the hook");
                    }
                })
                .make();
        test.peer().send(1, "request");
        Phaser line = new Phaser(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 2 + random.nextInt(3); i > 0; i--) {
            End end = ENDS.get(random.nextInt(ENDS.size()));
            int delay = random.nextInt(2000);
            threads.add(racer(line, delay, () -> end.happen(test)));
        }
        threads.add(racer(line, 0, test::start));
        line.arriveAndAwaitAdvance();
        test.awaitRunning();
        // However the race ended, the peer ends its side last, so that nobody has to wait for a limit.
        for (Thread thread : threads) {
            assertTrue(thread.join(Duration.ofSeconds(TestConnection.LIVENESS_SECONDS)), where);
        }
        test.peer().link().abort();
        test.awaitEnded();
        assertTrue(
                test.count("onStart") == 0
                        || test.happened().indexOf("onStart") < test.happened().indexOf("onStop"),
                where);
        assertEquals(test.count("onStop"), test.stopReasons().size(), where);
        if (test.count("onStop") == 1) {
            assertEquals(
                    test.connection().closeReason().orElseThrow(),
                    test.stopReasons().getFirst(),
                    where);
        }
    }

    /** What a racer does. */
    private interface Act {
        void run() throws Exception;
    }

    private static Thread racer(Phaser line, int delay, Act act) {
        line.register();
        return Thread.ofVirtual().start(() -> {
            line.arriveAndAwaitAdvance();
            for (int i = 0; i < delay; i++) {
                Thread.onSpinWait();
            }
            try {
                act.run();
            } catch (Exception e) {
                // the connection was gone already
            }
        });
    }
}
