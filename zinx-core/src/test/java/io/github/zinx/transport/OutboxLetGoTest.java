package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionClosedException;
import io.github.zinx.ConnectionSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A writer that is let go leaves nothing behind, and is followed by one other at most. */
@Timeout(60)
class OutboxLetGoTest {

    private static final Duration LIVENESS = Duration.ofSeconds(20);

    private final AtomicInteger begun = new AtomicInteger();
    private final Outbox outbox = outbox(begun::incrementAndGet);

    @Test
    void whoIsLetGoIsFollowedByAnotherForTheNextFrame() throws Exception {
        letGo();
        assertFalse(outbox.hasWriter());
        assertEquals(0, begun.get(), "nothing is to be written");

        assertTrue(outbox.trySend(frame(1)));
        assertTrue(outbox.trySend(frame(2)));
        assertEquals(1, begun.get());
        assertTrue(outbox.hasWriter());
        assertEquals(1, outbox.take().size());
        assertEquals(2, outbox.take().size());
    }

    @Test
    void whatWaitsIsTakenFirst() throws Exception {
        assertTrue(outbox.trySend(frame(1)));
        outbox.letWriterGo();
        assertEquals(1, outbox.take().size(), "and so it stays");
        letGo();
    }

    @Test
    void whoWakesAWriterThatHasGoneDoesNotTakeOutTheNameOfTheNext() throws Exception {
        Writers writers = new Writers();
        Thread gone = Thread.ofVirtual().start(() -> {});
        writers.begin();
        Thread next = writers.threads.getFirst();
        Awaitility.await().until(() -> next.getState() == Thread.State.WAITING);
        writers.outbox.wake(gone);
        writers.outbox.sendBuffered(frame(1));
        assertTrue(writers.outbox.flush(LIVENESS));
        writers.outbox.shut(null);
        assertTrue(next.join(LIVENESS));
    }

    @Test
    void theEndHasAnotherBegin() throws Exception {
        letGo();
        assertTrue(outbox.shut(frame(9)));
        assertEquals(1, begun.get());
        assertEquals(9, outbox.take().size());
        assertNull(outbox.take());
    }

    @Test
    void whoeverFailsItHasAnotherBeginWhoFreesThoseThatWait() throws Exception {
        letGo();
        outbox.fail();
        assertEquals(1, begun.get());
        assertNull(outbox.take());
    }

    @Test
    void whoIsLetGoAfterTheEndTakesWhatIsLeft() throws Exception {
        outbox.shut(frame(9));
        outbox.letWriterGo();
        assertEquals(9, outbox.take().size());
        assertNull(outbox.take());
    }

    @Test
    void whoBecomesTheWriterForAMomentIsTheOnlyOne() throws Exception {
        assertFalse(outbox.becomeWriter(), "there is one");
        letGo();
        assertTrue(outbox.becomeWriter());
        assertTrue(outbox.hasWriter());
        assertFalse(outbox.becomeWriter(), "a second one");
        outbox.cease(false);
        assertFalse(outbox.hasWriter());
        assertEquals(0, begun.get());
    }

    @Test
    void nobodyBecomesTheWriterPastSomethingThatWaits() throws Exception {
        List<Boolean> became = new ArrayList<>();
        AtomicReference<Outbox> full = new AtomicReference<>();
        full.set(new Outbox(
                ConnectionSettings.builder().sendQueueCapacity(1).build(),
                () -> true,
                () -> new ConnectionClosedException(7, "closed", null),
                writable -> became.add(full.get().becomeWriter()), // told when it is queued and no writer is begun yet
                begun::incrementAndGet,
                MemoryCap.none().share()));
        full.get().letWriterGo();
        assertSame(Outbox.LET_GO, full.get().take());
        assertTrue(full.get().trySend(frame(1)));
        assertEquals(List.of(false), became);
        assertEquals(1, begun.get());
    }

    @Test
    void whatIsQueuedMeanwhileIsLeftToAnotherThatBeginsThen() throws Exception {
        letGo();
        assertTrue(outbox.becomeWriter());
        assertTrue(outbox.trySend(frame(1)));
        assertEquals(0, begun.get());
        outbox.cease(false);
        assertEquals(1, begun.get());
        assertTrue(outbox.hasWriter());
        assertEquals(1, outbox.take().size());
    }

    @Test
    void anEndMeanwhileIsLeftToAnotherToo() throws Exception {
        letGo();
        assertTrue(outbox.becomeWriter());
        outbox.shut(frame(9));
        assertEquals(0, begun.get());
        outbox.cease(false);
        assertEquals(1, begun.get());
        assertEquals(9, outbox.take().size());
        assertNull(outbox.take());
        assertFalse(outbox.becomeWriter(), "shut");
    }

    @Test
    void whoLeavesSomethingHasAnotherBeginAndItIsNotQuietUntilThatHasWrittenIt() throws Exception {
        MemoryCap cap = MemoryCap.none();
        Outbox leaving = outbox(begun::incrementAndGet, cap);
        leaving.letWriterGo();
        assertSame(Outbox.LET_GO, leaving.take());
        assertTrue(leaving.becomeWriter());
        leaving.leave(64 * 1024);
        leaving.cease(true);
        assertEquals(1, begun.get());
        assertTrue(leaving.hasWriter());
        assertFalse(leaving.isQuiet());
        assertTrue(cap.held() > 0);
        leaving.written();
        assertEquals(0, cap.held());
        leaving.letWriterGo();
        assertSame(Outbox.LET_GO, leaving.take());
        assertTrue(leaving.isQuiet());
    }

    @Test
    void nothingIsLostAndThereIsOneWriterAtATimeHoweverOftenItIsLetGo() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos(); // on a machine with much else to do
        for (int round = 0; round < 2_000 && System.nanoTime() - end < 0; round++) {
            Writers writers = new Writers();
            writers.begin();
            int count = 5 + round % 20;
            Thread sweeper = Thread.ofVirtual().start(() -> {
                while (!writers.outbox.isShut()) {
                    writers.outbox.letWriterGo();
                    writers.becomeOneForAMoment();
                    Thread.yield();
                }
            });
            for (int i = 1; i <= count; i++) {
                if (i % 5 == 0) {
                    writers.outbox.send(frame(i));
                } else {
                    writers.outbox.sendBuffered(frame(i));
                }
                if (i % 3 == 0) {
                    assertTrue(writers.outbox.flush(LIVENESS), "round " + round);
                }
            }
            assertTrue(writers.outbox.flush(LIVENESS), "round " + round);
            writers.outbox.shut(frame(count + 1));
            assertTrue(sweeper.join(LIVENESS));
            for (Thread thread : List.copyOf(writers.threads)) {
                assertTrue(thread.join(LIVENESS), "round " + round);
            }
            assertEquals(count + 1, writers.taken, "round " + round);
            assertEquals(0, writers.mistakes.get(), "round " + round);
        }
    }

    /** One writer after the other, all of which count on being alone. */
    private static final class Writers {

        final Outbox outbox = outbox(this::begin);
        final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger mistakes = new AtomicInteger();
        private final AtomicInteger atWork = new AtomicInteger();
        private int taken;

        void begin() {
            threads.add(Thread.ofVirtual().start(this::run));
        }

        /** Writes nothing, and finds mistakes if there is another. */
        void becomeOneForAMoment() {
            if (outbox.becomeWriter()) {
                if (atWork.incrementAndGet() > 1) {
                    mistakes.incrementAndGet();
                }
                Thread.yield();
                atWork.decrementAndGet();
                outbox.cease(false);
            }
        }

        private void run() {
            try {
                for (Outgoing next = outbox.take(); next != null && next != Outbox.LET_GO; next = outbox.take()) {
                    if (atWork.incrementAndGet() > 1 || next.size() != ++taken) {
                        mistakes.incrementAndGet();
                    }
                    outbox.written();
                    atWork.decrementAndGet();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void letGo() throws InterruptedException {
        outbox.letWriterGo();
        assertSame(Outbox.LET_GO, outbox.take());
    }

    private static Outbox outbox(Runnable newWriter) {
        return outbox(newWriter, MemoryCap.none());
    }

    private static Outbox outbox(Runnable newWriter, MemoryCap cap) {
        return new Outbox(
                ConnectionSettings.defaults(),
                () -> true,
                () -> new ConnectionClosedException(7, "closed", null),
                writable -> {},
                newWriter,
                cap.share());
    }

    /** A frame that is told by its size. */
    private static Frame frame(int size) {
        return Frame.encoded(1, new byte[size]);
    }
}
