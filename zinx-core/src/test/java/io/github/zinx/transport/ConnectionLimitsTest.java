package io.github.zinx.transport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limits of time: each ends the connection with its own reason, and none ends one that keeps to it. */
@Timeout(30)
class ConnectionLimitsTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final TestConnection test = new TestConnection();

    @AfterEach
    void close() {
        test.close();
    }

    // ---- write ----

    @Test
    void peerThatDoesNotReadIsDroppedAndWhoeverWaitsIsToldSo() throws Exception {
        test.capacity(64)
                .settings(s -> s.writeTimeout(SHORT).sendQueueCapacity(1).sendTimeout(LONG))
                .start()
                .awaitStarted();
        AtomicReference<Throwable> unbuffered = new AtomicReference<>();
        AtomicReference<Throwable> buffered = new AtomicReference<>();
        Thread one = Thread.ofVirtual().start(() -> unbuffered.set(sendUntilItFails(true)));
        Thread other = Thread.ofVirtual().start(() -> buffered.set(sendUntilItFails(false)));
        test.awaitEnded();
        assertEquals(Kind.WRITE_TIMEOUT, test.reason());
        assertTrue(test.link().isAborted());
        assertTrue(one.join(LONG));
        assertTrue(other.join(LONG));
        assertEquals(ConnectionClosedException.class, unbuffered.get().getClass());
        assertEquals(ConnectionClosedException.class, buffered.get().getClass());
    }

    private Throwable sendUntilItFails(boolean unbuffered) {
        try {
            for (int i = 0; i < 10_000; i++) {
                if (unbuffered) {
                    test.connection().send(1, "0123456789");
                } else {
                    test.connection().sendBuffered(1, "0123456789");
                }
            }
            return new AssertionError("10,000 messages went nowhere");
        } catch (Throwable t) {
            return t;
        }
    }

    // ---- frame ----

    @Test
    void frameThatDripsIsCutThoughSomethingArrivesAllTheTime() throws Exception {
        test.settings(s -> s.frameTimeout(SHORT).idleTimeout(LONG)).start();
        byte[] frame = test.peer().frame(1, "x".repeat(2000));
        assertThrows(IOException.class, () -> {
            for (byte b : frame) {
                test.peer().sendBytes(b);
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        });
        test.awaitEnded();
        assertEquals(Kind.FRAME_TIMEOUT, test.reason());
        assertTrue(test.link().isAborted());
    }

    @Test
    void framesThatEachKeepToTheLimitMayTakeLongerTogether() throws Exception {
        test.settings(s -> s.frameTimeout(Duration.ofMillis(1500))).start();
        byte[] frame = test.peer().frame(1, "hello");
        test.peer().link().write(frame, 0, 3);
        for (int i = 0; i < 5; i++) {
            LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
            test.peer().link().write(frame, 3, frame.length - 3);
            test.peer().link().write(frame, 0, 3); // in the same read as the end of the one before, or not
            assertEquals("hello", test.peer().receiveText());
        }
    }

    @Test
    void frameLimitIsOverOnceThePeerHasEndedItsStream() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        test.settings(s -> s.frameTimeout(SHORT))
                .inbound(new LaneInbound((c, message) -> {
                    try {
                        awaitSweeps(8);
                        c.sendBuffered(message);
                    } catch (Throwable t) {
                        failure.set(t);
                    }
                }))
                .start();
        test.peer().send(1, "whole");
        test.peer().sendBytes((byte) 5);
        test.peer().finish();
        assertEquals(Message.of(1, "whole"), test.peer().receive());
        assertNull(test.peer().receive());
        test.awaitEnded();
        assertNull(failure.get());
    }

    @Test
    void frameLimitIsOverOnceTheFrameHasBeenRefused() throws Exception {
        CountDownLatch halfHeaderRead = new CountDownLatch(1);
        test.settings(s -> s.frameTimeout(SHORT))
                .inbound(new LaneInbound((c, message) -> {
                    halfHeaderRead.await();
                    awaitSweeps(8);
                    c.sendBuffered(message);
                }))
                .start();
        test.peer().send(1, "whole");
        test.peer().sendBytes((byte) -1, (byte) -1, (byte) -1, (byte) -1);
        await().until(() -> test.link().available() == 0);
        test.peer().sendBytes((byte) 1, (byte) 0, (byte) 0, (byte) 0);
        halfHeaderRead.countDown();
        assertEquals(Message.of(1, "whole"), test.peer().receive());
        assertNull(test.peer().receive());
        test.peer().finish();
        test.awaitEnded();
        assertEquals(Kind.ILLEGAL_FRAME, test.reason());
    }

    @Test
    void frameThatIsOnlyBegunDoesNotCutTheEndShort() throws Exception {
        test.capacity(64).settings(s -> s.frameTimeout(SHORT)).start().awaitStarted();
        String large = "x".repeat(1000);
        test.peer().sendBytes((byte) 5);
        test.connection().sendBuffered(1, large);
        test.connection().close();
        awaitSweeps(8);
        assertEquals(Message.of(1, large), test.peer().receive());
        assertNull(test.peer().receive());
        test.peer().finish();
        test.awaitEnded();
        assertEquals(Kind.CLOSED_HERE, test.reason());
    }

    // ---- idle ----

    @Test
    void silentPeerGetsAnOrderlyEndAndIsReleasedThoughItNeverEndsItsOwn() throws Exception {
        test.settings(s -> s.idleTimeout(SHORT).drainTimeout(LONG)).start();
        assertNull(test.peer().receive());
        test.awaitEnded();
        assertEquals(Kind.IDLE_TIMEOUT, test.reason());
        assertFalse(test.link().isAborted());
    }

    @Test
    void everyByteOfThePeerStartsTheIdleClockAfresh() throws Exception {
        test.settings(s -> s.idleTimeout(Duration.ofMillis(1500))).start();
        byte[] frame = test.peer().frame(1, "heartbeat");
        for (int i = 0; i < 6; i++) {
            LockSupport.parkNanos(Duration.ofMillis(350).toNanos());
            test.peer().link().write(frame, i, i < 5 ? 1 : frame.length - i);
        }
        assertEquals("heartbeat", test.peer().receiveText());
    }

    @Test
    void peerThatWaitsForOurAnswerIsNotIdle() throws Exception {
        test.settings(s -> s.idleTimeout(Duration.ofMillis(500)))
                .inbound(new LaneInbound((c, message) -> {
                    awaitSweeps(8);
                    c.sendBuffered(message);
                }))
                .start();
        test.peer().send(1, "slow");
        assertEquals("slow", test.peer().receiveText());
        // From then on its silence is its own.
        assertNull(test.peer().receive());
        assertEquals(Kind.IDLE_TIMEOUT, test.reason());
    }

    // ---- clocks that stand still ----

    @Test
    void whileTheReaderIsHeldUpNoClockOfThePeersRuns() throws Exception {
        CountDownLatch leave = new CountDownLatch(1);
        test.settings(s -> s.frameTimeout(SHORT).idleTimeout(SHORT))
                .inbound(new ReaderInbound((c, message) -> {
                    leave.await();
                    c.sendBuffered(message);
                }))
                .make();
        byte[] first = test.peer().frame(1, "first");
        byte[] second = test.peer().frame(2, "second");
        test.peer().sendBytes(first);
        test.peer().link().write(second, 0, 3); // begun before the reader was held up
        test.start();
        await().until(() -> test.link().available() == 0);
        awaitSweeps(8);
        assertEquals(0, test.count("closing"));
        test.peer().link().write(second, 3, second.length - 3);
        leave.countDown();
        assertEquals("first", test.peer().receiveText());
        assertEquals("second", test.peer().receiveText());
        // The clocks run again once the reader reads.
        test.awaitEnded();
        assertEquals(Kind.IDLE_TIMEOUT, test.reason());
    }

    // ---- start ----

    @Test
    void startHookThatHangsCostsThePlaceOnlyUntilTheLimitAndIsFollowedByItsStopHook() throws Exception {
        CountDownLatch leave = new CountDownLatch(1);
        test.settings(s -> s.startTimeout(SHORT)).onStart(c -> leave.await()).start();
        test.awaitReleased();
        assertEquals(Kind.START_TIMEOUT, test.reason());
        assertTrue(test.link().isAborted());
        assertThrows(ConnectionClosedException.class, () -> test.connection().send(1, "x"));
        assertEquals(0, test.count("onStop"));
        leave.countDown();
        test.awaitEnded();
        assertEquals(1, test.count("onStop"));
        assertEquals(Kind.START_TIMEOUT, test.stopReasons().getFirst().kind());
    }

    @Test
    void startHookThatReturnsInTimeIsForgotten() throws Exception {
        test.settings(s -> s.startTimeout(Duration.ofMillis(500))).start().awaitStarted();
        awaitSweeps(8);
        test.peer().send(1, "served");
        assertEquals("served", test.peer().receiveText());
    }

    // ---- drain ----

    @Test
    void peerThatDoesNotReadIsResetAtTheDrainLimit() throws Exception {
        test.capacity(64)
                .settings(s -> s.drainTimeout(SHORT).writeTimeout(LONG))
                .start()
                .awaitStarted();
        test.connection().sendBuffered(1, "x".repeat(1000));
        test.connection().close();
        test.awaitEnded();
        assertEquals(Kind.CLOSED_HERE, test.reason());
        assertTrue(test.link().isAborted());
    }

    @Test
    void peerThatReadsAllButNeverEndsIsClosedAtTheDrainLimit() throws Exception {
        test.settings(s -> s.drainTimeout(SHORT)).start().awaitStarted();
        test.connection().close(Message.of(1, "farewell"));
        assertEquals("farewell", test.peer().receiveText());
        assertNull(test.peer().receive());
        test.awaitEnded();
        assertFalse(test.link().isAborted());
    }

    @Test
    void peerThatSentAnIllegalFrameAndNeverEndsIsResetAtTheDrainLimit() throws Exception {
        test.settings(s -> s.drainTimeout(SHORT)).start();
        byte[] legal = test.peer().frame(1, "legal");
        byte[] both = Arrays.copyOf(legal, legal.length + 8);
        Arrays.fill(both, legal.length, both.length, (byte) -1);
        test.peer().sendBytes(both);
        assertEquals("legal", test.peer().receiveText());
        assertNull(test.peer().receive());
        test.awaitEnded();
        assertEquals(Kind.ILLEGAL_FRAME, test.reason());
        assertTrue(test.link().isAborted());
    }

    @Test
    void handlerThatHangsAfterThePeersEndIsNotWaitedForBeyondTheDrainLimit() throws Exception {
        CountDownLatch leave = new CountDownLatch(1);
        test.settings(s -> s.drainTimeout(SHORT))
                .inbound(new LaneInbound((c, message) -> leave.await()))
                .start();
        test.peer().send(1, "slow");
        test.peer().finish();
        test.awaitReleased();
        assertEquals(0, test.count("onStop"));
        leave.countDown();
        test.awaitEnded();
    }

    @Test
    void stopShortensADrainThatIsUnderWayAndNeverLengthensIt() throws Exception {
        test.capacity(64)
                .settings(s -> s.drainTimeout(LONG).writeTimeout(LONG))
                .start()
                .awaitStarted();
        test.connection().sendBuffered(1, "x".repeat(1000));
        test.connection().close();
        test.connection().stop(SHORT);
        test.connection().stop(LONG);
        test.awaitEnded();
        assertEquals(Kind.CLOSED_HERE, test.reason());
    }

    /** Waits until the sweeper has looked at the connection this many times more. */
    private void awaitSweeps(int rounds) throws InterruptedException {
        CountDownLatch swept = new CountDownLatch(rounds);
        test.onSweep(swept::countDown);
        assertTrue(
                swept.await(TestConnection.LIVENESS_SECONDS, TimeUnit.SECONDS),
                () -> "no longer looked after: " + test.happened());
    }
}
