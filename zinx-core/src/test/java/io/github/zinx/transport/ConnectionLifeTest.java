package io.github.zinx.transport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.AttributeKey;
import io.github.zinx.CloseReason;
import io.github.zinx.CloseReason.Kind;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens from the first frame to the last, with no socket anywhere. */
@Timeout(30)
class ConnectionLifeTest {

    private final TestConnection test = new TestConnection();

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void whatTheStartHookSendsIsFirstThoughTheRequestWasThereBefore() throws Exception {
        test.onStart(c -> {
                    c.send(2, "welcome");
                    c.sendBuffered(3, "again");
                })
                .make();
        test.peer().send(1, "request");
        test.start();
        assertEquals(Message.of(2, "welcome"), test.peer().receive());
        assertEquals(Message.of(3, "again"), test.peer().receive());
        assertEquals(Message.of(1, "request"), test.peer().receive());
        assertTrue(test.connection().isFindable());
    }

    @Test
    void repliesComeInTheOrderOfTheRequests() throws Exception {
        test.start();
        for (int i = 0; i < 1000; i++) {
            test.peer().send(i, "m" + i);
        }
        for (int i = 0; i < 1000; i++) {
            assertEquals(Message.of(i, "m" + i), test.peer().receive());
        }
    }

    @Test
    void everySplitOfTwoFramesIsTwoMessages() throws Exception {
        test.start();
        byte[] first = test.peer().frame(1, "first");
        byte[] second = test.peer().frame(2, "");
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        for (int split = 0; split <= both.length; split++) {
            test.peer().link().write(both, 0, split);
            if (split >= first.length) {
                assertEquals(Message.of(1, "first"), test.peer().receive());
            }
            test.peer().link().write(both, split, both.length - split);
            if (split < first.length) {
                assertEquals(Message.of(1, "first"), test.peer().receive());
            }
            assertEquals(Message.of(2, ""), test.peer().receive());
        }
    }

    @Test
    void halfCloseIsAnsweredInFullBeforeOurOwnEnd() throws Exception {
        CountDownLatch allSent = new CountDownLatch(1);
        test.inbound(new LaneInbound((c, message) -> {
                    allSent.await();
                    c.sendBuffered(message);
                }))
                .start();
        for (int i = 0; i < 50; i++) {
            test.peer().send(i, "request " + i);
        }
        test.peer().finish();
        allSent.countDown();
        List<Message> answers = test.peer().receiveAll();
        assertEquals(
                IntStream.range(0, 50)
                        .mapToObj(i -> Message.of(i, "request " + i))
                        .toList(),
                answers);
        test.awaitEnded();
        assertEquals(Kind.CLOSED_BY_PEER, test.reason());
        assertFalse(test.link().isAborted());
    }

    @Test
    void halfCloseIsAnsweredHoweverSlowlyThePeerReads() throws Exception {
        test.capacity(1024).settings(s -> s.sendQueueBytes(1 << 24)).start();
        String large = "x".repeat(10_000);
        for (int i = 0; i < 20; i++) {
            test.peer().send(i, large);
        }
        test.peer().finish();
        await().until(() -> test.count("closing") == 1);
        await().until(() -> test.link().peer().available() == 1024);
        for (int i = 0; i < 20; i++) {
            assertEquals(Message.of(i, large), test.peer().receive());
        }
        assertNull(test.peer().receive());
        test.awaitEnded();
        assertFalse(test.link().isAborted());
    }

    @Test
    void closeSendsWhatIsQueuedThenFinThenDiscardsUntilThePeersEnd() throws Exception {
        test.capacity(4 * 1024)
                .settings(s -> s.sendQueueCapacity(10_000).sendQueueBytes(1 << 24))
                .start()
                .awaitStarted();
        String kilobyte = "x".repeat(1024);
        for (int i = 0; i < 1024; i++) {
            test.connection().sendBuffered(i, kilobyte);
        }
        test.connection().close();
        for (int i = 0; i < 1024; i++) {
            if (i % 16 == 0) {
                test.peer().send(1, kilobyte); // unread, this would be a reset
            }
            assertEquals(Message.of(i, kilobyte), test.peer().receive());
        }
        assertNull(test.peer().receive(), "our end of the stream");
        test.peer().send(1, kilobyte);
        assertFalse(test.isReleased(), "the peer has not ended its stream");
        test.peer().finish();
        test.awaitEnded();
        assertEquals(Kind.CLOSED_HERE, test.reason());
        assertFalse(test.link().isAborted());
    }

    @Test
    void afterCloseNoMessageReachesAHandler() throws Exception {
        CountDownLatch handled = new CountDownLatch(1);
        test.inbound(new LaneInbound((c, message) -> handled.countDown()))
                .start()
                .awaitStarted();
        test.connection().close();
        test.peer().send(1, "too late");
        test.peer().finish();
        test.awaitEnded();
        assertEquals(1, handled.getCount());
    }

    @Test
    void tasksAreTakenFromTheEndOfTheStartHookToTheClose() throws Exception {
        AtomicReference<Boolean> inTheHook = new AtomicReference<>(true);
        CountDownLatch ran = new CountDownLatch(1);
        test.onStart(c -> inTheHook.set(c.execute(() -> {}))).start().awaitStarted();
        assertFalse(inTheHook.get());
        assertTrue(test.connection().execute(ran::countDown));
        assertTrue(ran.await(10, TimeUnit.SECONDS));
        test.connection().close();
        assertFalse(test.connection().execute(() -> {}));
    }

    @Test
    void farewellIsLastThoughTheQueueIsFull() throws Exception {
        test.capacity(16).settings(s -> s.sendQueueCapacity(2)).start().awaitStarted();
        int queued = fill();
        await().until(() -> test.peer().link().available() == 16); // the writer is stuck
        queued += fill();
        test.connection().close(Message.of(9, "farewell"));
        test.connection().close(Message.of(10, "a second one is dropped"));
        List<Message> all = test.peer().receiveAll();
        assertEquals(Message.of(9, "farewell"), all.getLast());
        assertEquals(queued + 1, all.size());
        test.peer().finish();
        test.awaitEnded();
    }

    private int fill() {
        int queued = 0;
        while (test.connection().trySend(1, "0123456789")) {
            queued++;
        }
        return queued;
    }

    @Test
    void farewellOverTheLimitIsRefusedAndClosesNothing() throws Exception {
        test.start().awaitStarted();
        Message tooLong = Message.of(1, new byte[2 * 1024 * 1024]);
        assertThrows(IllegalArgumentException.class, () -> test.connection().close(tooLong));
        assertThrows(IllegalArgumentException.class, () -> test.connection().send(tooLong));
        test.peer().send(1, "still there");
        assertEquals("still there", test.peer().receiveText());
    }

    @Test
    void inTheStopHookSendsFailAndTheRestIsReadable() throws Exception {
        AttributeKey<String> key = AttributeKey.of("user");
        AtomicReference<Throwable> failure = new AtomicReference<>();
        test.onStart(c -> c.attributes().put(key, "ann"))
                .onStop((c, why) -> {
                    try {
                        assertFalse(c.isOpen());
                        assertThrows(ConnectionClosedException.class, () -> c.send(1, "x"));
                        assertThrows(ConnectionClosedException.class, () -> c.sendBuffered(1, "x"));
                        assertThrows(ConnectionClosedException.class, () -> c.trySend(1, "x"));
                        assertThrows(ConnectionClosedException.class, () -> c.flush(Duration.ofSeconds(5)));
                        assertFalse(c.execute(() -> {}));
                        assertTrue(((TcpConnection) c).isFindable());
                        assertTrue(((TcpConnection) c).isReadBy(Thread.currentThread()));
                        assertTrue(test.isReleased());
                        assertEquals("peer/<unresolved>:1", c.remoteAddress().toString());
                        assertEquals("here/<unresolved>:1", c.localAddress().toString());
                        assertEquals("ann", c.attributes().get(key).orElseThrow());
                        c.close();
                    } catch (Throwable t) {
                        failure.set(t);
                    }
                })
                .start();
        test.peer().finish();
        test.awaitEnded();
        assertNull(failure.get());
        assertFalse(test.connection().isFindable());
    }

    @Test
    void theFirstReasonCounts() throws Exception {
        test.start().awaitStarted();
        test.connection().close();
        test.connection().stop(Duration.ofSeconds(5));
        test.peer().link().abort();
        test.connection().abort();
        test.awaitEnded();
        assertEquals(List.of(CloseReason.of(Kind.CLOSED_HERE)), test.stopReasons());
    }

    @Test
    void closedBeforeItRunsItHasNoHooks() throws Exception {
        test.make().connection().close();
        test.start().awaitEnded();
        assertEquals(0, test.count("onStart"));
        assertEquals(0, test.count("writerStarted"));
        assertNull(test.peer().receive(), "an orderly end");
    }

    @Test
    void abandonedItIsResetAndHasNoHooks() throws Exception {
        test.make();
        OutOfMemoryError cause = new OutOfMemoryError("no thread");
        test.connection().abandon(cause);
        test.awaitEnded();
        assertEquals(0, test.count("onStart"));
        assertTrue(test.link().isAborted());
        assertEquals(
                CloseReason.of(Kind.FAILED, cause),
                test.connection().closeReason().orElseThrow());
    }

    @Test
    void stopHookRunsAfterTheLastHandlerHoweverLate() throws Exception {
        CountDownLatch inHandler = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        test.inbound(new LaneInbound((c, message) -> {
                    inHandler.countDown();
                    leave.await();
                }))
                .start();
        test.peer().send(1, "work");
        assertTrue(inHandler.await(10, TimeUnit.SECONDS));
        test.peer().link().abort();
        test.awaitReleased();
        assertEquals(0, test.count("onStop"));
        assertTrue(test.connection().isFindable());
        leave.countDown();
        test.awaitEnded();
        assertEquals(1, test.count("onStop"));
        assertEquals(Kind.CONNECTION_LOST, test.reason());
    }

    @Test
    void startHookThatThrowsEndsItInGoodOrder() throws Exception {
        Error failure = new StackOverflowError("in the hook");
        test.onStart(c -> {
                    c.sendBuffered(2, "so far");
                    throw failure;
                })
                .start();
        assertEquals("so far", test.peer().receiveText());
        assertNull(test.peer().receive());
        test.peer().finish();
        test.awaitEnded();
        assertEquals(List.of(CloseReason.of(Kind.FAILED, failure)), test.stopReasons());
    }

    @Test
    void stopHookThatThrowsIsReportedAndChangesNothing() throws Exception {
        test.onStop((c, why) -> {
                    throw new AssertionError("in the hook");
                })
                .start();
        test.peer().finish();
        test.awaitEnded();
        assertEquals(1, test.count("stopHookFailed"));
    }

    @Test
    void interruptFlagThatTheStartHookLeavesIsCleared() throws Exception {
        test.onStart(c -> Thread.currentThread().interrupt()).start().awaitStarted();
        assertFalse(test.isLeftInterrupted());
        test.peer().send(1, "served all the same");
        assertEquals("served all the same", test.peer().receiveText());
    }

    @Test
    void interruptFlagThatTheStopHookLeavesIsCleared() throws Exception {
        test.onStop((c, why) -> Thread.currentThread().interrupt()).start();
        test.peer().finish();
        test.awaitEnded();
        assertFalse(test.isLeftInterrupted());
    }

    @Test
    void stopHookRunsAfterTheReleaseThoughAnotherThreadReleases() throws Exception {
        test.onRelease(() -> {
                    // Whoever wants to be too early has the time for it.
                    for (int i = 0; i < 30 && test.count("onStop") == 0; i++) {
                        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
                    }
                })
                .start()
                .awaitStarted();
        test.connection().abort();
        test.awaitEnded();
        assertTrue(test.happened().indexOf("released") < test.happened().indexOf("onStop"), test.happened()::toString);
    }
}
