package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionClosedException;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.QueueDepth;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The queue of an outbox becomes larger while it is used. */
@Timeout(60)
class OutboxGrowthTest {

    private static final Duration LIVENESS = Duration.ofSeconds(20);

    @Test
    void everythingKeepsItsPlaceWhileTheQueueGrowsToItsBound() throws Exception {
        Outbox outbox = outbox(1_000);
        for (int i = 0; i < 1_000; i++) {
            assertTrue(outbox.trySend(frame(i)), "message " + i);
        }
        assertFalse(outbox.trySend(frame(1_000)), "the bound is as before");
        assertEquals(new QueueDepth(1_000, 8_000), outbox.depth());
        assertTrue(outbox.shut(frame(1_000)));
        for (int i = 0; i <= 1_000; i++) {
            assertEquals(i, number(outbox.take()));
        }
        assertNull(outbox.take());
    }

    @Test
    void growingQueueKeepsTheOrderOfWhatWaitsAndWhatIsTakenMeanwhile() throws Exception {
        Outbox outbox = outbox(5_000);
        int sent = 0;
        for (int taken = 0; taken < 2_000; taken++) {
            for (int i = 0; i < 3 && sent < 5_000; i++) {
                assertTrue(outbox.trySend(frame(sent++)));
            }
            assertEquals(taken, number(taken % 2 == 0 ? outbox.take() : outbox.poll()));
        }
    }

    @Test
    void writerThatComesToWaitAsTheQueueGrowsIsNotForgotten() throws Exception {
        for (int round = 0; round < 8_000; round++) {
            Outbox outbox = outbox(100);
            AtomicInteger taken = new AtomicInteger();
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    for (Outgoing frame = outbox.take(); frame != null; frame = outbox.take()) {
                        assertEquals(taken.getAndIncrement(), number(frame));
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            int count = 30 + round % 60;
            for (int i = 0; i < count; i++) {
                outbox.sendBuffered(frame(i));
            }
            assertTrue(outbox.flush(LIVENESS), "round " + round);
            outbox.shut(null);
            assertTrue(writer.join(LIVENESS), "round " + round);
            assertEquals(count, taken.get());
        }
    }

    private static Outbox outbox(int capacity) {
        return new Outbox(
                ConnectionSettings.builder().sendQueueCapacity(capacity).build(),
                () -> true,
                () -> new ConnectionClosedException(7, "closed", null),
                writable -> {},
                () -> {},
                MemoryCap.none().share());
    }

    private static Frame frame(int number) {
        return Frame.encoded(1, new byte[] {(byte) (number >> 8), (byte) number, 0, 0, 0, 0, 0, 0});
    }

    private static int number(Outgoing next) {
        byte[] bytes = assertInstanceOf(Frame.class, next).toBytes((id, payload) -> payload);
        return (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
    }
}
