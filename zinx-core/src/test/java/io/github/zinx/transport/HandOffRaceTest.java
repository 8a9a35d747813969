package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionClosedException;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.SendTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One unbuffered send against a writer that comes just when the sender's time is up, or dies just then: whatever the
 * sender is told is what the writer got, and neither is left waiting for the other.
 */
@Timeout(60)
class HandOffRaceTest {

    private static final int ROUNDS = 1000;
    private static final Duration SEND_TIMEOUT = Duration.ofMillis(1);
    private static final Duration LIVENESS = Duration.ofSeconds(10);

    @Test
    void senderAndWriterAgreeHoweverCloseItIs() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            outcomes.merge(race(random, "round " + round + " of seed " + seed), 1, Integer::sum);
        }
        System.out.println("HandOffRaceTest seed " + seed + ": " + outcomes);
    }

    private static String race(Random random, String where) throws InterruptedException {
        Outbox outbox = new Outbox(
                ConnectionSettings.builder().sendTimeout(SEND_TIMEOUT).build(),
                () -> true,
                () -> new ConnectionClosedException(7, "closed", null),
                writable -> {},
                () -> {},
                MemoryCap.none().share());
        long start = System.nanoTime();
        long writerComes = start + 800_000 + random.nextInt(400_000);
        long end = random.nextInt(3) == 0 ? Long.MAX_VALUE : start + 800_000 + random.nextInt(400_000);
        boolean interrupt = random.nextInt(3) == 0;
        AtomicReference<String> told = new AtomicReference<>("nothing");
        AtomicReference<String> got = new AtomicReference<>("nothing");
        Thread sender = Thread.ofPlatform().start(() -> told.set(send(outbox)));
        Thread writer = Thread.ofPlatform().start(() -> got.set(write(outbox, writerComes)));
        if (end != Long.MAX_VALUE) {
            spinUntil(end);
            if (interrupt) {
                sender.interrupt();
            } else {
                outbox.fail();
            }
        }
        assertTrue(sender.join(LIVENESS), () -> "the sender hangs, " + where);
        outbox.shut(null); // where the sender has gone, the writer waits for another
        assertTrue(writer.join(LIVENESS), () -> "the writer hangs, " + where);
        assertEquals(
                told.get().equals("sent"),
                got.get().equals("a frame"),
                () -> "told " + told + ", got " + got + ", " + where);
        return told.get();
    }

    private static String send(Outbox outbox) {
        try {
            outbox.send(Frame.encoded(1, new byte[1]));
            return "sent";
        } catch (SendTimeoutException e) {
            return "too late";
        } catch (ConnectionClosedException e) {
            return "closed";
        } catch (InterruptedException e) {
            return "interrupted";
        }
    }

    private static String write(Outbox outbox, long when) {
        spinUntil(when);
        try {
            return outbox.take() == null ? "the end" : "a frame";
        } catch (InterruptedException e) {
            return "interrupted";
        } finally {
            outbox.retire();
        }
    }

    private static void spinUntil(long when) {
        while (System.nanoTime() < when) {
            Thread.onSpinWait();
        }
    }
}
