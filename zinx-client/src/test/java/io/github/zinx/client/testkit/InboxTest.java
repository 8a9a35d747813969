package io.github.zinx.client.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Message;
import io.github.zinx.client.Client;
import io.github.zinx.client.ClientConfig;
import io.github.zinx.server.Server;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What arrives at a server's handlers, and at a client's, is there to be waited for. */
class InboxTest {

    private final Inbox inbox = new Inbox();
    private Server server;
    private RawPeer peer;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(s -> s.unknown(inbox));
        peer = RawPeer.connect(server);
    }

    @AfterEach
    void stop() {
        peer.close();
        server.close();
    }

    @Test
    void theNthMessageIsAwaitedAndKept() throws Exception {
        peer.send(1, "one");
        peer.send(2, "two");
        assertEquals("two", inbox.await(2).text());
        assertEquals("one", inbox.await(1).text());
        assertEquals(server.connections().find(0).orElseThrow(), inbox.await(1).connection());
        assertEquals(2, inbox.count());
        assertEquals(List.of(Message.of(1, "one"), Message.of(2, "two")), inbox.messages());
    }

    @Test
    void whoWaitsIsWokenByTheMessage() throws Exception {
        CompletableFuture<String> third = CompletableFuture.supplyAsync(() -> {
            try {
                return inbox.await(3).text();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        for (String text : List.of("one", "two", "three")) {
            peer.send(1, text);
        }
        assertEquals("three", third.get(10, TimeUnit.SECONDS));
    }

    @Test
    void aMessageThatDoesNotComeFailsWithThoseThatCame() throws Exception {
        peer.send(1, "one");
        inbox.await(1);
        inbox.timeout(Pair.SHORT);
        AssertionError failure = assertThrows(AssertionError.class, () -> inbox.await(2));
        assertEquals(
                "expected message number 2 within 100 ms; found 1 message\n  message 1, 3 bytes: 6f 6e 65",
                failure.getMessage());
        assertThrows(IndexOutOfBoundsException.class, () -> inbox.await(0));
    }

    @Test
    void justTheExpectedMessagesPass() throws Exception {
        inbox.expect();
        peer.send(1, "one");
        peer.send(2, "");
        inbox.expect(Message.of(1, "one"), Message.of(2, ""));
    }

    @Test
    void otherMessagesFailAndBothAreShown() throws Exception {
        peer.send(1, "a");
        AssertionError failure = assertThrows(AssertionError.class, () -> inbox.expect(Message.of(1, "b")));
        assertEquals(
                "expected 1 message\n  message 1, 1 byte: 62\nfound 1 message\n  message 1, 1 byte: 61",
                failure.getMessage());
        AssertionError tooMany = assertThrows(AssertionError.class, inbox::expect);
        assertEquals("expected 0 messages\nfound 1 message\n  message 1, 1 byte: 61", tooMany.getMessage());
    }

    @Test
    void tooFewMessagesFailAndBothAreShown() throws Exception {
        peer.send(1, "a");
        inbox.await(1);
        inbox.timeout(Pair.SHORT);
        AssertionError failure =
                assertThrows(AssertionError.class, () -> inbox.expect(Message.of(1, "a"), Message.of(1, "b")));
        assertEquals(
                "expected 2 messages within 100 ms\n  message 1, 1 byte: 61\n  message 1, 1 byte: 62"
                        + "\nfound 1 message\n  message 1, 1 byte: 61",
                failure.getMessage());
    }

    @Test
    void nothingMoreIsSeenToStayAway() throws Exception {
        peer.send(1, "a");
        inbox.await(1);
        inbox.expectNothing(Pair.SHORT);

        ByteArrayOutputStream slowly = new ByteArrayOutputStream();
        for (int i = 0; i < 1000; i++) {
            slowly.writeBytes(Layout.LTV_LE.frame(1, ""));
        }
        Writing drip = peer.drip(slowly.toByteArray(), Duration.ofMillis(1));
        AssertionError failure = assertThrows(AssertionError.class, () -> inbox.expectNothing(Duration.ofSeconds(30)));
        assertTrue(
                failure.getMessage().matches("(?s)expected nothing more for 30 s after \\d+ messages?; found \\d+ .*"),
                failure::getMessage);
        peer.close();
        assertTrue(drip.await() > 0, drip::toString);
    }

    @Test
    void itIsAClientsHandlerAsWell() throws Exception {
        Inbox answers = new Inbox();
        ClientConfig config = ClientConfig.builder().port(server.port()).build();
        try (Client client = Client.create(config)) {
            client.handle(7, answers).connect();
            client.sendBuffered(1, "question");
            inbox.await(1).connection().sendBuffered(7, "answer");
            answers.expect(Message.of(7, "answer"));
            assertEquals("Inbox: found 1 message\n  message 7, 6 bytes: 61 6e 73 77 65 72", answers.toString());
        }
    }
}
