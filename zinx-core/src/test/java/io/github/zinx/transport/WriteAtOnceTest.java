package io.github.zinx.transport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a reader that runs its handlers itself does with their answers. */
@Timeout(30)
class WriteAtOnceTest {

    private static final int CAPACITY = 1000;

    private final TestConnection test = new TestConnection().capacity(CAPACITY);

    /** What the peer has been sent by {@link #start}. */
    private int greetings;

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void theReaderWritesTheAnswerToALoneMessageItself() throws Exception {
        start(echo());
        for (int i = 0; i < 100; i++) {
            assertEquals("text " + i, ask("text " + i));
        }
        assertTrue(test.link().tries() > 50, () -> "only " + test.link().tries());
        assertFalse(test.happened().contains("writerEnded"), "there may be another");
    }

    @Test
    void itIsOutBeforeTheHandlerGoesOn() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        start((c, message) -> {
            c.sendBuffered(message);
            if (message.id() == 2) {
                assertTrue(seen.await(20, TimeUnit.SECONDS));
            }
        });
        test.peer().send(2, "and then it waits");
        assertEquals("and then it waits", test.peer().receiveText());
        seen.countDown();
    }

    @Test
    void anInterruptedHandlersAnswerIsWrittenAndNothingElseHappens() throws Exception {
        start((c, message) -> {
            Thread.currentThread().interrupt();
            assertTrue(c.trySend(message.id(), message.data()));
            assertTrue(Thread.interrupted());
        });
        for (int i = 0; i < 5; i++) {
            assertEquals("text " + i, ask("text " + i));
        }
        assertTrue(test.connection().isOpen());
    }

    @Test
    void whatThePeerHasNoRoomForIsLeftToAWriterAndComesBeforeWhatFollows() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        start((c, message) -> {
            int number = message.data()[0];
            byte[] large = new byte[CAPACITY / 10 * 7];
            large[0] = (byte) number;
            c.sendBuffered(3, large);
            handled.set(number);
        });
        for (int number = 1; number <= 5; number++) {
            test.peer().send(3, String.valueOf((char) number));
            int now = number;
            await().until(() -> handled.get() == now); // the reader never waits for the peer
        }
        for (int number = 1; number <= 5; number++) {
            Message answer = test.peer().receive();
            assertEquals(CAPACITY / 10 * 7, answer.data().length);
            assertEquals(number, answer.data()[0]);
        }
        await().until(() -> test.connection().traffic().messagesOut() == greetings + 5);
    }

    @Test
    void aWriteThatFailsEndsTheConnection() throws Exception {
        assertEndsIfATry(() -> {
            throw new IOException("broken by hand");
        });
        assertEquals(Kind.CONNECTION_LOST, test.reason());
    }

    @Test
    void anErrorInItEndsTheConnectionToo() throws Exception {
        assertEndsIfATry(() -> {
            throw new NoClassDefFoundError("thrown by hand");
        });
        assertEquals(Kind.FAILED, test.reason());
    }

    private void assertEndsIfATry(MemoryLink.Try fails) throws Exception {
        start(echo());
        test.link().onTry(fails);
        test.peer().send(4, "");
        test.awaitEnded();
        assertEquals(1, test.count("writerEnded"));
        assertTrue(test.link().isAborted());
    }

    @Test
    void whoClosesMeanwhileIsHeardByAWriterThatBeginsThen() throws Exception {
        start((c, message) -> {
            if (message.id() == 4) {
                test.link().onTry(() -> {
                    assertTrue(c.trySend(5, new byte[] {5}), "queued behind the one that is being written");
                    c.close(Message.of(6, "farewell"));
                });
            }
            c.sendBuffered(message);
        });
        test.peer().send(4, "answer");
        assertEquals("answer", test.peer().receiveText());
        assertArrayEquals(new byte[] {5}, test.peer().receive().data());
        assertEquals("farewell", test.peer().receiveText());
        test.peer().finish();
        test.awaitEnded();
        assertEquals(Kind.CLOSED_HERE, test.reason());
        assertEquals(1, test.count("writerEnded"));
    }

    @Test
    void whatOthersSendKeepsGoingOut() throws Exception {
        start(echo());
        for (int i = 0; i < 40; i++) {
            test.connection().sendBuffered(7, new byte[] {(byte) i});
            assertEquals(i, test.peer().receive().data()[0]);
            assertTrue(test.connection().flush(Duration.ofSeconds(20)));
        }
    }

    @Test
    void whereHandlersRunElsewhereNothingIsTried() throws Exception {
        test.inbound(new LaneInbound(echo())).start().awaitStarted();
        for (int i = 0; i < 20; i++) {
            assertEquals("text " + i, ask("text " + i));
        }
        assertEquals(0, test.link().tries());
        assertFalse(test.happened().contains("writerEnded"));
    }

    /** Returns when the first writer has gone, and the reader has written an answer itself. */
    private void start(LaneInbound.Action action) throws Exception {
        test.inbound(new ReaderInbound((c, message) -> {
                    if (message.id() == 1) {
                        c.sendBuffered(message);
                    } else {
                        action.handle(c, message);
                    }
                }))
                .start()
                .awaitStarted();
        int begun = test.link().tries();
        while (test.link().tries() == begun) { // a limit of time is over the test
            test.peer().send(1, "is it you?");
            assertEquals("is it you?", test.peer().receiveText());
            greetings++;
        }
    }

    private static LaneInbound.Action echo() {
        return (Connection c, Message message) -> c.sendBuffered(message);
    }

    private String ask(String text) throws IOException {
        test.peer().send(2, text);
        return test.peer().receiveText();
    }
}
