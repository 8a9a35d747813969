package io.github.zinx.transport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason;
import io.github.zinx.CloseReason.Kind;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Message;
import io.github.zinx.QueueDepth;
import io.github.zinx.SendTimeoutException;
import io.github.zinx.Traffic;
import io.github.zinx.WhenQueueFull;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connection does with what it is given to send; where the queue has to be full, its writer does not run. */
@Timeout(30)
class ConnectionSendTest {

    private static final int HEADER = 8;

    private final TestConnection test = new TestConnection();

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void aFullQueueDoesToABufferedSendWhatItIsToldTo() throws Exception {
        TcpConnection connection = test.settings(s -> s.sendQueueCapacity(1).sendTimeout(Duration.ofMillis(1)))
                .make()
                .connection();
        connection.sendBuffered(1, new byte[1], WhenQueueFull.FAIL);
        assertFalse(connection.trySend(2, new byte[1]));
        SendTimeoutException failed = assertThrows(
                SendTimeoutException.class, () -> connection.sendBuffered(2, new byte[1], WhenQueueFull.FAIL));
        assertEquals("no room in the send queue, and it is not to be waited for", failed.getMessage());
        SendTimeoutException waited = assertThrows(
                SendTimeoutException.class, () -> connection.sendBuffered(2, new byte[1], WhenQueueFull.WAIT));
        assertEquals("no room in the send queue within 1 ms", waited.getMessage());
        assertTrue(connection.isOpen());

        ConnectionClosedException dropped = assertThrows(
                ConnectionClosedException.class, () -> connection.sendBuffered(2, new byte[1], WhenQueueFull.DROP));
        assertEquals("connection 7 is closed: SLOW_CONSUMER", dropped.getMessage());
        assertEquals(Kind.SLOW_CONSUMER, test.reason());
        assertTrue(test.link().isAborted());
    }

    @Test
    void whatIsToBeDoneIsAlsoAMatterOfTheSettings() throws Exception {
        TcpConnection connection = test.settings(s -> s.sendQueueCapacity(1).whenQueueFull(WhenQueueFull.DROP))
                .make()
                .connection();
        connection.sendBuffered(1, new byte[1]);
        assertThrows(ConnectionClosedException.class, () -> connection.sendBuffered(1, new byte[1]));
        assertEquals(Kind.SLOW_CONSUMER, test.reason());
    }

    @Test
    void whetherItIsWritableIsToldWhenItChanges() throws Exception {
        TcpConnection connection = test.settings(
                        s -> s.sendQueueCapacity(10).highWaterMark(20).lowWaterMark(10))
                .make()
                .connection();
        connection.sendBuffered(1, new byte[1]);
        connection.sendBuffered(1, new byte[1]);
        assertTrue(connection.isWritable());
        connection.sendBuffered(1, new byte[1]);
        assertFalse(connection.isWritable());
        assertEquals(1, test.count("writable false"));
        test.start().awaitStarted();
        for (int i = 0; i < 3; i++) {
            test.peer().receive();
        }
        assertTrue(connection.isWritable());
        assertEquals(1, test.count("writable true"));

        connection.close();
        assertFalse(connection.isWritable());
    }

    @Test
    void whatWaitsAndWhatHasPassedIsCounted() throws Exception {
        TcpConnection connection = test.make().connection();
        assertEquals(QueueDepth.EMPTY, connection.sendQueue());
        connection.sendBuffered(1, new byte[10]);
        assertTrue(connection.trySend(1, new byte[20]));
        assertEquals(new QueueDepth(2, 30 + 2 * HEADER), connection.sendQueue());
        test.start().awaitStarted();
        test.peer().send(1, "123");
        for (int i = 0; i < 3; i++) {
            test.peer().receive();
        }
        assertTrue(connection.flush(Duration.ofSeconds(10)));
        test.peer().finish();
        test.awaitEnded();
        assertEquals(new Traffic(1, 3 + HEADER, 3, 33 + 3 * HEADER), connection.traffic());
        assertEquals(QueueDepth.EMPTY, connection.sendQueue());
    }

    @Test
    void whoIsReplacedGetsTheFarewellLast() throws Exception {
        Users users = new Users();
        try (TestConnection newer = new TestConnection().users(users)) {
            test.users(users).start().awaitStarted();
            newer.start().awaitStarted();
            test.connection().bind("ann", Message.of(9, "nobody is there to hear this"));
            test.connection().bind("ann", Message.of(9, "nor this"));
            assertTrue(test.connection().isOpen(), "it does not replace itself");

            newer.connection().bind("ann", Message.of(9, "you are elsewhere"));

            assertEquals(Message.of(9, "you are elsewhere"), test.peer().receive());
            assertNull(test.peer().receive());
            test.peer().finish();
            test.awaitEnded();
            assertEquals(Kind.REPLACED, test.reason());
            assertTrue(newer.connection().isOpen());
            Message tooLong = Message.of(9, new byte[2 * 1024 * 1024]);
            assertThrows(
                    IllegalArgumentException.class, () -> newer.connection().bind("bob", tooLong));
            assertEquals(Optional.empty(), users.find("bob"));
        }
    }

    @Test
    void whoChangesItsUserFreesTheOldOne() throws Exception {
        Users users = new Users();
        test.users(users).start().awaitStarted();
        test.connection().bind("ann");
        test.connection().bind("bob");
        assertEquals(Optional.empty(), users.find("ann"));
        assertEquals(1, users.size());
        assertTrue(users.find("bob").isPresent());
        assertThrows(NullPointerException.class, () -> test.connection().bind(null));
    }

    @Test
    void usersWhoseHashCodesAreTheSameAreTwo() throws Exception {
        Users users = new Users();
        test.users(users).start().awaitStarted();
        assertEquals("Aa".hashCode(), "BB".hashCode());
        test.connection().bind("Aa");
        assertEquals(Optional.empty(), users.find("BB"));
        assertTrue(users.find("Aa").isPresent());
    }

    @Test
    void theApplicationsReasonIsKeptAndShown() throws Exception {
        test.start().awaitStarted();
        assertEquals(Optional.empty(), test.connection().closeReason());
        assertEquals(7, test.connection().id());
        assertEquals("connection 7 with peer/<unresolved>:1", test.connection().toString());
        test.connection().close("maintenance");
        assertEquals(
                CloseReason.of(Kind.CLOSED_HERE, "maintenance"),
                test.connection().closeReason().orElseThrow());
        ConnectionClosedException late = assertThrows(
                ConnectionClosedException.class, () -> test.connection().sendBuffered(1, "x"));
        assertEquals("connection 7 is closed: CLOSED_HERE", late.getMessage());
        assertEquals(7, late.connectionId());
    }

    @Test
    void whatBrokeItIsTheCauseOfWhatSendersGet() throws Exception {
        test.start().awaitStarted();
        test.peer().link().abort();
        test.awaitEnded();
        ConnectionClosedException late = assertThrows(
                ConnectionClosedException.class, () -> test.connection().send(1, new byte[1]));
        assertEquals(IOException.class, late.getCause().getClass());
        assertEquals("connection 7 is closed: CONNECTION_LOST", late.getMessage());
    }

    @Test
    void whatItHeldIsGivenBackAtItsEnd() throws Exception {
        MemoryCap cap = new MemoryCap(1024 * 1024);
        test.capacity(64).memory(cap).start().awaitStarted();
        test.connection().sendBuffered(1, new byte[100_000]); // stuck, for the peer does not read
        assertTrue(cap.held() >= 90_000, () -> cap.held() + " bytes held");
        test.peer().link().write(test.peer().frame(1, "x".repeat(100_000)), 0, 60_000);
        await().until(() -> test.link().available() == 0);
        assertTrue(cap.held() >= 140_000, () -> cap.held() + " bytes held");
        test.connection().abort();
        test.awaitEnded();
        assertEquals(0, cap.held());
    }

    @Test
    void flushThatWasInVainSaysSo() throws Exception {
        TcpConnection connection = test.make().connection();
        connection.sendBuffered(1, new byte[1]);
        assertFalse(connection.flush(Duration.ofMillis(1)));
    }

    @Test
    void itsReaderAndTheHookThatRunsAreKnown() throws Exception {
        AtomicReference<HookRun> hook = new AtomicReference<>();
        test.onStart(c -> hook.set(((TcpConnection) c).hookRun())).start().awaitStarted();
        assertTrue(hook.get().start());
        assertNull(test.connection().hookRun());
        assertFalse(test.connection().isReadBy(Thread.currentThread()));
    }
}
