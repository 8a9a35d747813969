package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionClosedException;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.QueueDepth;
import io.github.zinx.SendTimeoutException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each way in promises, one by one; the test's own thread is the writer. */
@Timeout(30)
class OutboxTest {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ConnectionSettings settings =
            ConnectionSettings.builder().sendQueueCapacity(2).sendTimeout(LONG).build();
    private final AtomicInteger longWaits = new AtomicInteger();

    // ---- order ----

    @Test
    void oneThreadsFramesComeInItsOrderWhicheverCallItUses() throws Exception {
        Outbox outbox = outbox(settings.toBuilder().sendQueueCapacity(100).build());
        Sender sender = new Sender(() -> {
            outbox.sendBuffered(frame(0));
            outbox.send(frame(1));
            assertTrue(outbox.trySend(frame(2)));
            outbox.send(frame(3));
            outbox.sendBuffered(frame(4));
        });
        for (int i = 0; i < 5; i++) {
            assertEquals(i, take(outbox));
        }
        sender.finish();
        assertTrue(outbox.isEmpty());
    }

    @Test
    void unbufferedSendReturnsWhenTheWriterHasItAndNotBefore() throws Exception {
        Outbox outbox = outbox(settings);
        Sender sender = new Sender(() -> outbox.send(frame(1)));
        sender.awaitWaiting();
        assertFalse(outbox.isEmpty());
        assertEquals(1, take(outbox));
        sender.finish();
    }

    @Test
    void writerThatHoldsFramesIsNotGivenOneItWouldHaveToWaitFor() throws Exception {
        Outbox outbox = outbox(settings.toBuilder().sendQueueCapacity(10).build());
        outbox.sendBuffered(frame(1));
        outbox.sendBuffered(frame(2));
        Sender sender = new Sender(() -> outbox.send(frame(3)));
        sender.awaitWaiting();
        outbox.sendBuffered(frame(4));
        assertEquals(1, take(outbox));
        assertEquals(2, id(outbox.poll()));
        assertNull(outbox.poll(), "a ticket is next, and somebody has to be waited for");
        assertNull(outbox.poll(), "also when asked again");
        assertEquals(3, take(outbox));
        assertEquals(4, id(outbox.poll()));
        assertNull(outbox.poll());
        sender.finish();
    }

    // ---- room ----

    @Test
    void trySendSaysWhetherThereWasRoom() {
        Outbox outbox = outbox(settings);
        assertTrue(outbox.trySend(frame(1)));
        assertTrue(outbox.trySend(frame(2)));
        assertFalse(outbox.trySend(frame(3)));
    }

    @Test
    void bufferedSendWaitsForRoomInMessages() throws Exception {
        Outbox outbox = outbox(settings);
        outbox.sendBuffered(frame(1));
        outbox.sendBuffered(frame(2));
        Sender sender = new Sender(() -> outbox.sendBuffered(frame(3)));
        sender.awaitWaiting();
        assertEquals(1, take(outbox));
        sender.finish();
        assertEquals(2, take(outbox));
        assertEquals(3, take(outbox));
    }

    @Test
    void roomIsAlsoCountedInBytes() throws Exception {
        Outbox outbox = outbox(
                settings.toBuilder().sendQueueCapacity(100).sendQueueBytes(100).build());
        assertTrue(outbox.trySend(frame(1, 60)));
        assertFalse(outbox.trySend(frame(2, 41)));
        assertTrue(outbox.trySend(frame(2, 40)));
        assertFalse(outbox.trySend(frame(3, 1)));
        outbox.take();
        assertTrue(outbox.trySend(frame(3, 60)));
        assertFalse(outbox.trySend(frame(4, 1)));
    }

    @Test
    void emptyQueueTakesAFrameOfAnySize() throws Exception {
        Outbox outbox = outbox(settings.toBuilder().sendQueueBytes(100).build());
        assertTrue(outbox.trySend(frame(1, 10_000)));
        assertFalse(outbox.trySend(frame(2, 1)));
        assertEquals(1, take(outbox));
        assertTrue(outbox.trySend(frame(2, 10_000)));
    }

    @Test
    void noRoomInTimeLeavesNothingBehind() throws Exception {
        Outbox outbox = outbox(settings.toBuilder().sendTimeout(SHORT).build());
        outbox.sendBuffered(frame(1));
        outbox.sendBuffered(frame(2));
        assertThrows(SendTimeoutException.class, () -> outbox.sendBuffered(frame(3)));
        assertThrows(SendTimeoutException.class, () -> outbox.send(frame(4)));
        assertEquals(1, take(outbox));
        assertEquals(2, take(outbox));
        assertTrue(outbox.isEmpty());
        outbox.sendBuffered(frame(5));
        assertEquals(5, take(outbox));
    }

    // ---- tickets ----

    @Test
    void writerThatDoesNotComeInTimeGetsNothingAndLaterSendsArrive() throws Exception {
        Outbox outbox = outbox(settings.toBuilder().sendTimeout(SHORT).build());
        assertThrows(SendTimeoutException.class, () -> outbox.send(frame(1)));
        assertTrue(outbox.isEmpty(), "the ticket has been taken back");
        outbox.sendBuffered(frame(2));
        assertEquals(2, take(outbox));
    }

    @Test
    void ticketWhoseSenderHasGoneIsPassedOverThoughTheWriterHeldIt() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        Outbox outbox = new Outbox(
                settings.toBuilder().sendQueueCapacity(10).build(),
                () -> {
                    if (!first.getAndSet(false)) {
                        return true;
                    }
                    waits.countDown();
                    Sender.awaitTrue(() -> held.getCount() == 0);
                    return false; // gives up: it may not wait any longer
                },
                OutboxTest::closed,
                writable -> {},
                () -> {},
                MemoryCap.none().share());
        outbox.sendBuffered(frame(1));
        Sender gone = new Sender(() -> outbox.send(frame(2)));
        assertTrue(waits.await(10, TimeUnit.SECONDS), "its ticket is in the queue now");
        assertEquals(1, take(outbox));
        assertNull(outbox.poll(), "now the writer holds the ticket");
        held.countDown();
        assertEquals(SendTimeoutException.class, gone.failure().getClass());
        Sender next = new Sender(() -> outbox.send(frame(3)));
        assertEquals(3, take(outbox));
        next.finish();
        assertTrue(outbox.isEmpty());
    }

    @Test
    void oneLimitCoversTheWaitForOthersToo() throws Exception {
        CountDownLatch hasTurn = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        Outbox outbox = new Outbox(
                settings.toBuilder()
                        .sendTimeout(SHORT)
                        .sendQueueCapacity(10)
                        .highWaterMark(2)
                        .lowWaterMark(1)
                        .build(),
                () -> true,
                OutboxTest::closed,
                writable -> {
                    hasTurn.countDown(); // told of the first ticket: its sender has the turn, and keeps it here
                    Sender.awaitTrue(() -> second.getCount() == 0);
                },
                () -> {},
                MemoryCap.none().share());
        Sender first = new Sender(() -> outbox.send(frame(1)));
        assertTrue(hasTurn.await(10, TimeUnit.SECONDS));
        assertThrows(SendTimeoutException.class, () -> outbox.send(frame(2)));
        second.countDown();
        assertEquals(SendTimeoutException.class, first.failure().getClass());
        assertTrue(outbox.isEmpty());
    }

    @Test
    void interruptBeforeTheWriterComesTakesTheFrameBack() throws Exception {
        Outbox outbox = outbox(settings);
        Sender sender = new Sender(() -> outbox.send(frame(1)));
        sender.awaitWaiting();
        sender.thread.interrupt();
        assertEquals(InterruptedException.class, sender.failure().getClass());
        assertTrue(outbox.isEmpty());
        outbox.sendBuffered(frame(2));
        assertEquals(2, take(outbox));
    }

    @Test
    void interruptWhileWaitingForRoomOrForATurnLeavesNothingBehind() throws Exception {
        Outbox outbox = outbox(settings);
        Sender holdsTurn = new Sender(() -> outbox.send(frame(1)));
        holdsTurn.awaitWaiting();
        Sender waitsForTurn = new Sender(() -> outbox.send(frame(2)));
        waitsForTurn.awaitWaiting();
        outbox.sendBuffered(frame(3));
        Sender waitsForRoom = new Sender(() -> outbox.sendBuffered(frame(4)));
        waitsForRoom.awaitWaiting();
        waitsForTurn.thread.interrupt();
        waitsForRoom.thread.interrupt();
        assertEquals(InterruptedException.class, waitsForTurn.failure().getClass());
        assertEquals(InterruptedException.class, waitsForRoom.failure().getClass());
        assertEquals(1, take(outbox));
        assertEquals(3, take(outbox));
        assertTrue(outbox.isEmpty());
    }

    /** A thread that is interrupted takes a while to notice; the writer, which does not wait for that, claims first. */
    @Test
    void interruptThatComesTooLateIsKept() throws Exception {
        for (int round = 0; round < 50; round++) {
            Outbox outbox = outbox(settings);
            Sender sender = new Sender(() -> {
                outbox.send(frame(1));
                Sender.awaitTrue(Thread.currentThread()::isInterrupted);
            });
            sender.awaitWaiting();
            outbox.shut(frame(9));
            sender.thread.interrupt();
            if (take(outbox) == 1) {
                sender.finish();
            } else { // it has noticed first, once in a while
                assertEquals(InterruptedException.class, sender.failure().getClass());
            }
        }
    }

    @Test
    void whatTheWriterHasClaimedIsSentThoughItsTimeIsUpAndItsSenderInterrupted() throws Exception {
        AtomicReference<Outbox> outbox = new AtomicReference<>();
        AtomicReference<Sender> writer = new AtomicReference<>();
        outbox.set(new Outbox(
                settings,
                () -> {
                    Sender claims = new Sender(() -> assertEquals(1, take(outbox.get())));
                    claims.awaitState(Thread.State.TIMED_WAITING); // at the rendezvous
                    writer.set(claims);
                    Thread.currentThread().interrupt();
                    return false;
                },
                OutboxTest::closed,
                writable -> {},
                () -> {},
                MemoryCap.none().share()));
        outbox.get().send(frame(1));
        assertTrue(Thread.interrupted(), "the flag is kept");
        writer.get().finish();
    }

    @Test
    void longWaitThatThrowsTakesTheTicketBackToo() throws Exception {
        Outbox outbox = new Outbox(
                settings,
                () -> {
                    throw new OutOfMemoryError("no thread to be had");
                },
                OutboxTest::closed,
                writable -> {},
                () -> {},
                MemoryCap.none().share());
        Sender failing = new Sender(() -> outbox.send(frame(1)));
        assertEquals(OutOfMemoryError.class, failing.failure().getClass());
        assertTrue(outbox.isEmpty(), "nobody stands behind the ticket any more");
        Sender next = new Sender(() -> outbox.send(frame(2)));
        assertEquals(2, take(outbox));
        next.finish();
    }

    // ---- long waits ----

    @Test
    void longWaitIsAnnouncedOncePerSend() throws Exception {
        Outbox outbox = outbox(settings);
        Sender unbuffered = new Sender(() -> outbox.send(frame(1)));
        awaitLongWaits(1);
        unbuffered.awaitWaiting();
        assertEquals(1, take(outbox));
        unbuffered.finish();
        assertEquals(1, longWaits.get());
        outbox.sendBuffered(frame(1));
        outbox.sendBuffered(frame(2));
        assertEquals(1, longWaits.get(), "no wait, no announcement");
        Sender buffered = new Sender(() -> outbox.sendBuffered(frame(3)));
        awaitLongWaits(2);
        assertEquals(1, take(outbox));
        buffered.finish();
        assertEquals(2, longWaits.get());
        Sender flusher = new Sender(() -> assertTrue(outbox.flush(LONG)));
        awaitLongWaits(3);
        assertEquals(2, take(outbox));
        assertEquals(3, take(outbox));
        Sender.awaitTrue(() -> !outbox.isEmpty()); // now there is room for its mark
        outbox.sendBuffered(frame(4));
        assertEquals(4, take(outbox));
        flusher.finish();
        assertEquals(3, longWaits.get());
    }

    @Test
    void whoeverMayNotWaitLongerGetsATimeoutAtOnce() throws Exception {
        Outbox outbox = new Outbox(
                settings,
                () -> false,
                OutboxTest::closed,
                writable -> {},
                () -> {},
                MemoryCap.none().share());
        assertThrows(SendTimeoutException.class, () -> outbox.send(frame(1)));
        assertTrue(outbox.isEmpty());
        outbox.sendBuffered(frame(1));
        outbox.sendBuffered(frame(2));
        assertThrows(SendTimeoutException.class, () -> outbox.sendBuffered(frame(3)));
        assertFalse(outbox.flush(LONG));
        assertEquals(1, take(outbox));
        assertEquals(2, take(outbox));
        assertTrue(outbox.isEmpty());
    }

    // ---- flush ----

    @Test
    void flushIsTrueOnceTheWriterComesBackForMore() throws Exception {
        Outbox outbox = outbox(settings.toBuilder().sendQueueCapacity(10).build());
        outbox.sendBuffered(frame(1));
        outbox.sendBuffered(frame(2));
        Sender flusher = new Sender(() -> assertTrue(outbox.flush(LONG)));
        flusher.awaitWaiting();
        assertEquals(1, take(outbox));
        assertEquals(2, id(outbox.poll()));
        assertNull(outbox.poll());
        assertTrue(flusher.isWaiting(), "frame 2 has been taken and not yet written");
        outbox.sendBuffered(frame(3));
        assertEquals(3, take(outbox));
        flusher.finish();
    }

    @Test
    void flushThatTakesTooLongIsFalseAndLeavesNoMark() throws Exception {
        Outbox outbox = outbox(settings);
        outbox.sendBuffered(frame(1));
        assertFalse(outbox.flush(SHORT));
        outbox.sendBuffered(frame(2));
        assertFalse(outbox.flush(SHORT), "no room for the mark either");
        assertEquals(1, take(outbox));
        assertEquals(2, take(outbox));
        assertTrue(outbox.isEmpty());
        assertFalse(outbox.flush(Duration.ZERO));
        assertFalse(outbox.flush(Duration.ofSeconds(-1)));
    }

    @Test
    void flushThatIsInterruptedLeavesNoMark() throws Exception {
        Outbox outbox = outbox(settings);
        outbox.sendBuffered(frame(1));
        Sender flusher = new Sender(() -> outbox.flush(LONG));
        flusher.awaitWaiting();
        assertEquals(2, outbox.depth().messages());
        flusher.thread.interrupt();
        assertEquals(InterruptedException.class, flusher.failure().getClass());
        assertEquals(1, outbox.depth().messages());
    }

    @Test
    void flushOfAnyLengthOfTimeIsAccepted() throws Exception {
        Outbox outbox = outbox(settings);
        Sender flusher = new Sender(() -> assertTrue(outbox.flush(Duration.ofSeconds(Long.MAX_VALUE))));
        flusher.awaitWaiting();
        outbox.sendBuffered(frame(1));
        assertEquals(1, take(outbox));
        flusher.finish();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void flushOnAConnectionThatDiesThrows(boolean held) throws Exception {
        Outbox outbox = outbox(settings.toBuilder().sendQueueCapacity(10).build());
        outbox.sendBuffered(frame(1));
        Sender flusher = new Sender(() -> outbox.flush(LONG));
        flusher.awaitWaiting();
        outbox.take();
        if (held) {
            assertNull(outbox.poll());
        }
        outbox.retire();
        assertEquals(ConnectionClosedException.class, flusher.failure().getClass());
    }

    @Test
    void flushMarkThatIsQueuedAtTheShutIsStillReached() throws Exception {
        Outbox outbox = outbox(settings);
        outbox.sendBuffered(frame(1));
        Sender flusher = new Sender(() -> assertTrue(outbox.flush(LONG)));
        flusher.awaitWaiting();
        outbox.shut(null);
        assertEquals(1, take(outbox));
        assertNull(outbox.take());
        flusher.finish();
    }

    // ---- the end ----

    @Test
    void afterTheShutEverythingThrowsAtOnceAndWhatWasQueuedComesOut() throws Exception {
        Outbox outbox = outbox(settings);
        outbox.sendBuffered(frame(1));
        assertTrue(outbox.shut(null));
        assertFalse(outbox.shut(frame(9)));
        assertTrue(outbox.isShut());
        assertFalse(outbox.hasFailed());
        assertThrows(ConnectionClosedException.class, () -> outbox.send(frame(2)));
        assertThrows(ConnectionClosedException.class, () -> outbox.sendBuffered(frame(2)));
        assertThrows(ConnectionClosedException.class, () -> outbox.trySend(frame(2)));
        assertThrows(ConnectionClosedException.class, () -> outbox.flush(LONG));
        assertFalse(outbox.offer(frame(2)));
        assertEquals(0, longWaits.get());
        assertEquals(1, take(outbox));
        assertNull(outbox.take());
        assertNull(outbox.take());
        assertTrue(outbox.isEmpty());
    }

    @Test
    void farewellIsLastAndNeedsNoRoom() throws Exception {
        Outbox outbox = outbox(settings);
        outbox.sendBuffered(frame(1));
        outbox.sendBuffered(frame(2));
        Frame farewell = frame(9);
        assertTrue(outbox.shut(farewell));
        assertEquals(1, take(outbox));
        assertEquals(2, id(outbox.poll()));
        assertNull(outbox.poll());
        assertFalse(outbox.isEmpty());
        assertSame(farewell, outbox.take());
        assertNull(outbox.take());
        assertTrue(outbox.isEmpty());
    }

    @Test
    void ticketThatIsQueuedAtTheShutIsStillServed() throws Exception {
        Outbox outbox = outbox(settings);
        Sender sender = new Sender(() -> outbox.send(frame(1)));
        sender.awaitWaiting();
        outbox.shut(frame(9));
        assertEquals(1, take(outbox));
        sender.finish();
        assertEquals(9, take(outbox));
        assertNull(outbox.take());
    }

    @Test
    void whoeverWaitsForRoomOrForATurnAtTheShutIsToldSo() throws Exception {
        Outbox outbox = outbox(settings);
        Sender holdsTurn = new Sender(() -> outbox.send(frame(1)));
        holdsTurn.awaitWaiting();
        Sender waitsForTurn = new Sender(() -> outbox.send(frame(2)));
        waitsForTurn.awaitWaiting();
        outbox.sendBuffered(frame(3));
        Sender waitsForRoom = new Sender(() -> outbox.sendBuffered(frame(4)));
        awaitLongWaits(3);
        waitsForRoom.awaitWaiting();
        outbox.shut(null);
        assertEquals(ConnectionClosedException.class, waitsForRoom.failure().getClass());
        assertEquals(1, take(outbox));
        holdsTurn.finish();
        assertEquals(ConnectionClosedException.class, waitsForTurn.failure().getClass());
        assertEquals(3, take(outbox));
        assertNull(outbox.take());
    }

    @Test
    void afterTheShutASendFailsAtOnceThoughAnotherStillWaitsForTheWriter() throws Exception {
        Outbox outbox = outbox(settings);
        Sender waits = new Sender(() -> outbox.send(frame(1)));
        waits.awaitWaiting();
        outbox.shut(null);
        Sender late = new Sender(() -> outbox.send(frame(2)));
        assertEquals(ConnectionClosedException.class, late.failure().getClass());
        assertEquals(1, take(outbox));
        waits.finish();
    }

    /** The writer has claimed the frame, and the connection fails before its sender is there to hand it over. */
    @Test
    void senderWhoseFrameWasClaimedIsTurnedAwayIfItAllFailsBeforeTheHandOff() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Outbox outbox = new Outbox(
                settings,
                () -> {
                    waits.countDown();
                    Sender.awaitTrue(() -> goOn.getCount() == 0);
                    return true;
                },
                OutboxTest::closed,
                writable -> {},
                () -> {},
                MemoryCap.none().share());
        Sender sender = new Sender(() -> outbox.send(frame(1)));
        assertTrue(waits.await(10, TimeUnit.SECONDS));
        Sender writer = new Sender(() -> assertNull(outbox.take()));
        writer.awaitState(Thread.State.TIMED_WAITING); // at the rendezvous
        outbox.fail();
        writer.finish();
        goOn.countDown();
        assertEquals(ConnectionClosedException.class, sender.failure().getClass());
    }

    @Test
    void writerThatSleepsIsWokenByTheEnd() throws Exception {
        for (boolean fail : new boolean[] {false, true}) {
            Outbox outbox = outbox(settings);
            CountDownLatch ended = new CountDownLatch(1);
            Sender writer = new Sender(() -> {
                assertNull(outbox.take());
                ended.countDown();
            });
            writer.awaitWaiting();
            if (fail) {
                outbox.fail();
            } else {
                outbox.shut(null);
            }
            assertTrue(ended.await(10, TimeUnit.SECONDS));
            writer.finish();
        }
    }

    @Test
    void afterAFailureTheWriterGetsNothingMore() throws Exception {
        Outbox outbox = outbox(settings.toBuilder().sendQueueCapacity(10).build());
        outbox.sendBuffered(frame(1));
        outbox.sendBuffered(frame(2));
        assertEquals(1, take(outbox));
        outbox.fail();
        assertTrue(outbox.hasFailed());
        assertNull(outbox.poll());
        assertNull(outbox.take());
        assertThrows(ConnectionClosedException.class, () -> outbox.send(frame(3)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void retiringWriterTurnsAwayEverybodyWhoWaits(boolean interrupted) throws Exception {
        Outbox outbox = outbox(settings);
        Sender holdsTurn = new Sender(() -> outbox.send(frame(1)));
        holdsTurn.awaitWaiting();
        Sender waitsForTurn = new Sender(() -> outbox.send(frame(2)));
        waitsForTurn.awaitWaiting();
        outbox.sendBuffered(frame(3));
        Sender waitsForRoom = new Sender(() -> outbox.sendBuffered(frame(4)));
        waitsForRoom.awaitWaiting();
        Sender waitsForRoomToFlush = new Sender(() -> outbox.flush(LONG));
        awaitLongWaits(4);
        waitsForRoomToFlush.awaitWaiting();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        outbox.retire();
        assertEquals(interrupted, Thread.interrupted(), "the flag is kept");
        for (Sender sender : new Sender[] {holdsTurn, waitsForTurn, waitsForRoom, waitsForRoomToFlush}) {
            assertEquals(ConnectionClosedException.class, sender.failure().getClass());
        }
    }

    // ---- what all connections hold together ----

    @Test
    void sendFailsAtOnceWhereAllTogetherHoldWhatTheyMayAndWorksAgainOnceTheyDoNot() throws Exception {
        MemoryCap cap = new MemoryCap(64 * 1024);
        ConnectionSettings roomy =
                ConnectionSettings.builder().sendTimeout(LONG).build();
        Outbox one = new Outbox(roomy, () -> true, OutboxTest::closed, writable -> {}, () -> {}, cap.share());
        Outbox other = new Outbox(roomy, () -> true, OutboxTest::closed, writable -> {}, () -> {}, cap.share());
        Frame large = Frame.encoded(0, new byte[60_000]);
        one.sendBuffered(large);
        SendTimeoutException e = assertThrows(SendTimeoutException.class, () -> other.sendBuffered(large));
        assertEquals("all connections together hold as many bytes as they may", e.getMessage());
        assertFalse(other.trySend(large));
        other.sendBuffered(frame(1)); // a little is free
        assertEquals(large, one.take());
        assertFalse(other.trySend(large), "taken, but not yet written");
        one.written();
        assertTrue(other.trySend(large));
        other.retire();
        one.retire();
        other.letGo();
        one.letGo();
        assertEquals(0, cap.held());
    }

    /** What waits, what the writer holds, and what comes: all of it counts, and no more than that. */
    @Test
    void whatWaitsAndWhatIsBeingWrittenCountTogether() throws Exception {
        MemoryCap cap = new MemoryCap(100 * 1024);
        ConnectionSettings roomy =
                ConnectionSettings.builder().sendTimeout(LONG).build();
        Outbox outbox = new Outbox(roomy, () -> true, OutboxTest::closed, writable -> {}, () -> {}, cap.share());
        Frame large = Frame.encoded(0, new byte[30_000]);
        outbox.sendBuffered(large);
        assertEquals(32 * 1024, cap.held(), "in steps of 16 KiB, with a few KiB free");
        outbox.sendBuffered(large);
        assertEquals(64 * 1024, cap.held());
        outbox.take();
        outbox.sendBuffered(large);
        assertEquals(96 * 1024, cap.held());
        assertFalse(outbox.trySend(large));
        outbox.take();
        outbox.written();
        assertEquals(32 * 1024, cap.held());
        assertTrue(outbox.trySend(large));
        assertEquals(64 * 1024, cap.held());
    }

    @Test
    void whatIsTakenTogetherIsAccountedForTogether() throws Exception {
        MemoryCap cap = new MemoryCap(1024 * 1024);
        Outbox outbox = new Outbox(
                ConnectionSettings.defaults(), () -> true, OutboxTest::closed, writable -> {}, () -> {}, cap.share());
        for (int i = 1; i <= 4; i++) {
            outbox.sendBuffered(frame(i, i * 10_000));
        }
        assertEquals(1, take(outbox));
        assertEquals(2, id(outbox.poll()));
        assertEquals(3, id(outbox.poll()));
        assertEquals(new QueueDepth(3, 90_000), outbox.depth(), "what may still be joined by others takes room");
        outbox.gatheredLeft();
        assertEquals(new QueueDepth(1, 40_000), outbox.depth());
        assertEquals(96 * 1024, cap.held(), "until it is written: 100,000 bytes without 4 KiB, in steps of 16 KiB");
        outbox.written();
        assertEquals(48 * 1024, cap.held());
        assertEquals(4, take(outbox));
        outbox.written();
        assertEquals(QueueDepth.EMPTY, outbox.depth());
        assertEquals(0, cap.held());
    }

    // ---- what can be seen of it ----

    @Test
    void howMuchWaitsIsShownUntilItHasFailed() throws Exception {
        Outbox outbox = outbox(settings.toBuilder().sendQueueCapacity(10).build());
        assertEquals(QueueDepth.EMPTY, outbox.depth());
        outbox.sendBuffered(frame(1, 10));
        outbox.sendBuffered(frame(2, 20));
        assertEquals(new QueueDepth(2, 30), outbox.depth());
        outbox.take();
        assertEquals(new QueueDepth(1, 20), outbox.depth());
        Sender flusher = new Sender(() -> outbox.flush(LONG));
        flusher.awaitWaiting();
        assertEquals(new QueueDepth(2, 20), outbox.depth());
        outbox.take();
        outbox.sendBuffered(frame(3, 30));
        outbox.take();
        flusher.finish();
        assertEquals(QueueDepth.EMPTY, outbox.depth());
        outbox.sendBuffered(frame(4, 40));
        outbox.fail();
        assertEquals(QueueDepth.EMPTY, outbox.depth());
    }

    @Test
    void quietIsWhoHasNothingToWriteAndHasWrittenAllThatItHad() throws Exception {
        Outbox outbox = outbox(settings);
        assertTrue(outbox.isQuiet());
        outbox.sendBuffered(frame(1));
        assertFalse(outbox.isQuiet());
        assertEquals(1, take(outbox));
        assertTrue(outbox.isEmpty());
        assertFalse(outbox.isQuiet(), "taken, and not yet written");
        Sender writer = new Sender(outbox::take);
        writer.awaitWaiting();
        assertTrue(outbox.isQuiet());
        outbox.shut(frame(9));
        writer.finish();
        assertFalse(outbox.isQuiet(), "the farewell is not yet written");
    }

    @Test
    void whetherItIsWritableIsAMatterOfTheWaterMarksUntilTheEnd() throws Exception {
        Outbox outbox = outbox(settings.toBuilder()
                .sendQueueCapacity(10)
                .highWaterMark(20)
                .lowWaterMark(10)
                .build());
        outbox.sendBuffered(frame(1));
        outbox.sendBuffered(frame(2));
        assertTrue(outbox.isWritable());
        outbox.sendBuffered(frame(3));
        assertFalse(outbox.isWritable());
        outbox.take();
        assertFalse(outbox.isWritable());
        outbox.take();
        assertTrue(outbox.isWritable());
        assertFalse(outbox.isShut());
        outbox.shut(null);
        assertFalse(outbox.isWritable());
    }

    @Test
    void whatTheWriterSaysOfItselfKeepsNobodyWaiting() throws Exception {
        Outbox outbox = outbox(settings);
        outbox.written();
        new Sender(() -> outbox.sendBuffered(frame(1))).finish();
        assertEquals(1, take(outbox));
        outbox.letGo();
        new Sender(() -> outbox.shut(frame(9))).finish();
        assertEquals(9, take(outbox));
        new Sender(() -> assertTrue(outbox.isEmpty())).finish();
    }

    // ---- helpers ----

    private Outbox outbox(ConnectionSettings of) {
        return new Outbox(
                of,
                () -> {
                    longWaits.incrementAndGet();
                    return true;
                },
                OutboxTest::closed,
                writable -> {},
                () -> {},
                MemoryCap.none().share());
    }

    /** Until they have, a look at the state is due within milliseconds anyway; later, somebody has to wake them. */
    private void awaitLongWaits(int senders) {
        Sender.awaitTrue(() -> longWaits.get() == senders);
    }

    private static ConnectionClosedException closed() {
        return new ConnectionClosedException(7, "closed", null);
    }

    private static Frame frame(int id) {
        return frame(id, 1);
    }

    private static Frame frame(int id, int size) {
        byte[] bytes = new byte[size];
        bytes[0] = (byte) id;
        return Frame.encoded(id, bytes);
    }

    private static int take(Outbox outbox) throws InterruptedException {
        return id(outbox.take());
    }

    private static int id(Outgoing next) {
        return ((Frame) next).toBytes((id, payload) -> payload)[0];
    }

    /** What a sender does. */
    private interface Act {
        void run() throws Exception;
    }

    /** A thread that sends, and what came of it. */
    private static final class Sender {
        private final FutureTask<Throwable> task;
        private final Thread thread;

        Sender(Act act) {
            Callable<Throwable> run = () -> {
                try {
                    act.run();
                    return null;
                } catch (Throwable t) {
                    return t;
                }
            };
            task = new FutureTask<>(run);
            thread = Thread.ofPlatform().start(task);
        }

        boolean isWaiting() {
            return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
        }

        void awaitWaiting() {
            awaitTrue(this::isWaiting);
        }

        void awaitState(Thread.State state) {
            awaitTrue(() -> thread.getState() == state);
        }

        /** Looks again and again, and leaves its core to those it waits for meanwhile. */
        static void awaitTrue(BooleanSupplier condition) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!condition.getAsBoolean()) {
                assertTrue(System.nanoTime() < end, "never came true");
                LockSupport.parkNanos(20_000);
            }
        }

        Throwable outcome() throws Exception {
            return task.get(10, TimeUnit.SECONDS);
        }

        void finish() throws Exception {
            assertNull(outcome());
        }

        Throwable failure() throws Exception {
            Throwable failure = outcome();
            assertTrue(failure != null, "it did not fail");
            return failure;
        }
    }
}
