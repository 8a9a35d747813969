package io.github.zinx.transport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Message;
import io.github.zinx.ProtocolException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ends that are not in good order: illegal frames, and resets in every state. */
@Timeout(30)
class ConnectionEndsTest {

    /** A header that announces 2^32-1 bytes. */
    private static final byte[] ILLEGAL = {-1, -1, -1, -1, 1, 0, 0, 0};

    private final TestConnection test = new TestConnection();

    @AfterEach
    void close() {
        test.close();
    }

    // ---- illegal frames ----

    @Test
    void illegalFrameWithNothingOwedIsAResetAtOnce() throws Exception {
        test.settings(s -> s.drainTimeout(Duration.ofMinutes(1))).start().awaitStarted();
        test.peer().sendBytes(ILLEGAL);
        test.awaitEnded();
        assertEquals(Kind.ILLEGAL_FRAME, test.reason());
        assertInstanceOf(ProtocolException.class, test.stopReasons().getFirst().cause());
        assertTrue(test.link().isAborted());
        assertThrows(IOException.class, () -> test.peer().receive());
    }

    @Test
    void whatCameBeforeAnIllegalFrameIsAnsweredThoughWhatFollowsIsDiscarded() throws Exception {
        test.start().awaitStarted();
        byte[] legal = test.peer().frame(1, "legal");
        byte[] all = new byte[legal.length + ILLEGAL.length];
        System.arraycopy(legal, 0, all, 0, legal.length);
        System.arraycopy(ILLEGAL, 0, all, legal.length, ILLEGAL.length);
        test.peer().sendBytes(all);
        assertEquals(Message.of(1, "legal"), test.peer().receive());
        assertNull(test.peer().receive(), "the end of the answers");
        test.peer().send(1, "discarded");
        assertFalse(test.isReleased());
        test.peer().finish();
        test.awaitEnded();
        assertEquals(Kind.ILLEGAL_FRAME, test.reason());
        assertFalse(test.link().isAborted(), "the peer ended its stream, nothing is left to reset");
    }

    @Test
    void whatCameInTheSameReadIsOwedThoughItsAnswerHasBeenWritten() throws Exception {
        test.inbound(new ReaderInbound((c, message) -> {
                    c.sendBuffered(message);
                    c.flush(Duration.ofSeconds(10));
                }))
                .start()
                .awaitStarted();
        byte[] legal = test.peer().frame(1, "legal");
        byte[] all = Arrays.copyOf(legal, legal.length + ILLEGAL.length);
        System.arraycopy(ILLEGAL, 0, all, legal.length, ILLEGAL.length);
        test.peer().sendBytes(all);
        assertEquals(Message.of(1, "legal"), test.peer().receive());
        assertNull(test.peer().receive(), "an end in good order, not a reset");
    }

    @Test
    void whatIsStillInAHandlerAtAnIllegalFrameIsAnswered() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        test.inbound(new LaneInbound((c, message) -> {
                    refused.await();
                    c.send(message);
                }))
                .start();
        test.peer().send(1, "slow");
        await().until(() -> test.peer().link().peer().available() == 0);
        test.peer().sendBytes(ILLEGAL);
        await().until(() -> test.count("closing") == 1);
        refused.countDown();
        assertEquals(Message.of(1, "slow"), test.peer().receive());
        assertNull(test.peer().receive());
        test.peer().finish();
        test.awaitEnded();
    }

    @Test
    void answerThatIsBeingWrittenSurvivesAnIllegalFrame() throws Exception {
        test.capacity(64).start().awaitStarted();
        String large = "x".repeat(1000);
        test.peer().send(1, large);
        await().until(() -> test.peer().link().available() == 64); // the writer is in the middle of the answer
        test.peer().sendBytes(ILLEGAL);
        await().until(() -> test.count("closing") == 1);
        assertEquals(Message.of(1, large), test.peer().receive());
    }

    @Test
    void illegalFrameAfterOurCloseDoesNotTouchWhatIsStillToBeWritten() throws Exception {
        test.capacity(64).start().awaitStarted();
        String large = "x".repeat(1000);
        test.connection().sendBuffered(1, large);
        await().until(() -> test.peer().link().available() == 64);
        test.connection().close();
        test.peer().sendBytes(ILLEGAL);
        await().until(() -> test.link().available() == 0);
        assertEquals(Message.of(1, large), test.peer().receive());
        assertNull(test.peer().receive());
        test.peer().finish();
        test.awaitEnded();
        assertEquals(Kind.CLOSED_HERE, test.reason());
        assertFalse(test.link().isAborted());
    }

    @Test
    void streamThatEndsInsideAFrameIsIllegalAndWhatCameBeforeIsAnswered() throws Exception {
        test.start();
        test.peer().send(1, "whole");
        test.peer().sendBytes((byte) 5, (byte) 0, (byte) 0);
        test.peer().finish();
        assertEquals(Message.of(1, "whole"), test.peer().receive());
        assertNull(test.peer().receive());
        test.awaitEnded();
        assertEquals(Kind.ILLEGAL_FRAME, test.reason());
        assertFalse(test.link().isAborted(), "the peer ended its stream, nothing is left to reset");
    }

    @Test
    void illegalFrameWakesASenderThatWaits() throws Exception {
        test.capacity(16).settings(s -> s.sendQueueCapacity(1)).start().awaitStarted();
        AtomicReference<Throwable> outcome = new AtomicReference<>();
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < 100; i++) {
                    test.connection().send(1, "0123456789012345");
                }
            } catch (Throwable t) {
                outcome.set(t);
            }
        });
        await().until(() -> test.peer().link().available() == 16);
        test.peer().link().abort();
        assertTrue(sender.join(Duration.ofSeconds(10)));
        assertInstanceOf(ConnectionClosedException.class, outcome.get());
    }

    // ---- resets ----

    @Test
    void resetWhileNothingHappens() throws Exception {
        test.start().awaitStarted();
        resetAndCheck(Kind.CONNECTION_LOST);
    }

    @Test
    void resetInsideAHeader() throws Exception {
        test.start().awaitStarted();
        test.peer().sendBytes((byte) 1, (byte) 0);
        await().until(() -> test.link().available() == 0);
        resetAndCheck(Kind.CONNECTION_LOST);
    }

    @Test
    void resetInsideAPayload() throws Exception {
        test.start().awaitStarted();
        test.peer()
                .sendBytes((byte) 9, (byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 0, (byte) 0, (byte) 0, (byte) 'x');
        await().until(() -> test.link().available() == 0);
        resetAndCheck(Kind.CONNECTION_LOST);
    }

    @Test
    void resetInTheStartHook() throws Exception {
        CountDownLatch leave = new CountDownLatch(1);
        test.onStart(c -> leave.await()).start();
        await().until(() -> test.count("onStart") == 1);
        test.peer().link().abort();
        leave.countDown();
        test.awaitEnded();
        assertEquals(Kind.CONNECTION_LOST, test.reason());
    }

    @Test
    void resetWhileAnswersAreWritten() throws Exception {
        test.capacity(64).start().awaitStarted();
        test.peer().send(1, "x".repeat(1000));
        await().until(() -> test.peer().link().available() == 64);
        resetAndCheck(Kind.CONNECTION_LOST);
    }

    @Test
    void resetWhileTheLastRequestsAreAnswered() throws Exception {
        CountDownLatch leave = new CountDownLatch(1);
        test.inbound(new LaneInbound((c, message) -> leave.await())).start();
        test.peer().send(1, "slow");
        test.peer().finish();
        await().until(() -> test.count("closing") == 1);
        test.peer().link().abort();
        leave.countDown();
        test.awaitEnded();
        assertEquals(Kind.CLOSED_BY_PEER, test.reason());
    }

    @Test
    void resetWhileTheQueueIsDrained() throws Exception {
        test.capacity(64).start().awaitStarted();
        test.connection().sendBuffered(1, "x".repeat(1000));
        await().until(() -> test.peer().link().available() == 64);
        test.connection().close();
        resetAndCheck(Kind.CLOSED_HERE);
    }

    @Test
    void resetAfterOurEndOfStream() throws Exception {
        test.start().awaitStarted();
        test.connection().close();
        assertNull(test.peer().receive());
        resetAndCheck(Kind.CLOSED_HERE);
    }

    /** The peer says nothing meanwhile and no limit passes, so that there is nobody but the writer to notice. */
    @Test
    void B11_writeThatFailsEndsTheConnection() throws Exception {
        test.settings(s -> s.writeTimeout(Duration.ofMinutes(10))).start().awaitStarted();
        test.link().finish(); // from here on every write throws
        test.connection().sendBuffered(1, "x");
        test.awaitEnded();
        assertEquals(Kind.CONNECTION_LOST, test.reason());
        assertEquals(1, test.count("onStop"));
        assertThrows(ConnectionClosedException.class, () -> test.connection().send(1, "x"));
    }

    private void resetAndCheck(Kind reason) throws InterruptedException {
        test.peer().link().abort();
        test.awaitEnded();
        assertEquals(reason, test.reason());
        assertEquals(1, test.count("onStop"));
        assertThrows(ConnectionClosedException.class, () -> test.connection().send(1, "x"));
    }

    // ---- order of the events ----

    @Test
    void nothingOfAConnectionHappensAfterItHasEnded() throws Exception {
        for (int i = 0; i < 200; i++) {
            try (TestConnection one = new TestConnection()) {
                one.start().awaitStarted();
                one.peer().link().abort();
                one.awaitEnded();
                await().pollInterval(Duration.ofMillis(1)).until(() -> one.count("writerEnded") == 1);
                List<String> happened = one.happened();
                assertEquals("ended", happened.getLast(), () -> "round: " + happened);
            }
        }
    }

    @Test
    void abortBeforeItRunsLeavesNothingToTheSweeper() throws Exception {
        test.make().connection().abort();
        test.start().awaitEnded();
        assertEquals(0, test.count("onStart"));
        await().atMost(TestConnection.LIVENESS_SECONDS, TimeUnit.SECONDS).until(test::sweeperSleeps);
    }

    // ---- ends by force ----

    @Test
    void releaseByForceIsAResetUnlessEverythingIsWritten() throws Exception {
        test.capacity(1024).start().awaitStarted();
        test.connection().sendBuffered(1, new byte[4096]);
        test.connection().close();
        test.connection().abort();
        test.awaitEnded();
        assertTrue(test.link().isAborted());
    }

    @Test
    void releaseByForceIsNoResetOnceEverythingIsWritten() throws Exception {
        test.settings(s -> s.drainTimeout(Duration.ofMinutes(1))).start().awaitStarted();
        test.connection().close();
        await().until(() -> test.count("writerEnded") == 1); // the peer's end of the stream is still to come
        test.connection().abort();
        test.awaitEnded();
        assertFalse(test.link().isAborted());
    }
}
