package io.github.zinx.tests.client;

import static io.github.zinx.tests.client.Clients.SOON;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Message;
import io.github.zinx.client.Client;
import io.github.zinx.client.testkit.Inbox;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Questions with an answer: id 1 is asked, id 2 answers with the same text. */
class RequestTest {

    private static Server answering() throws Exception {
        return TestServer.start(s -> s.handle(1, r -> r.connection().sendBuffered(2, r.data())));
    }

    @Test
    void theAnswerGoesToWhoAskedAndToNoHandler() throws Exception {
        Inbox handled = new Inbox();
        try (Server server = answering();
                Client client = Client.create(Clients.of(server))) {
            client.handle(2, handled).connect();

            assertEquals(Message.of(2, "what?"), client.request(Message.of(1, "what?"), 2, SOON));
            client.sendBuffered(1, "unasked");

            handled.expect(Message.of(2, "unasked"));
        }
    }

    @Test
    void whoAskedFirstIsServedFirst() throws Exception {
        try (Server server = answering();
                Client client = Client.create(Clients.of(server)).connect()) {
            List<CompletableFuture<Message>> answers = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                answers.add(client.requestAsync(Message.of(1, "q" + i), 2, SOON));
            }
            for (int i = 0; i < 500; i++) {
                assertEquals("q" + i, answers.get(i).get(10, TimeUnit.SECONDS).text());
            }
        }
    }

    @Test
    void eachOfManyThreadsGetsItsOwnAnswer() throws Exception {
        try (Server server = answering();
                Client client = Client.create(Clients.of(server)).connect()) {
            List<CompletableFuture<Void>> askers = new ArrayList<>();
            for (int t = 0; t < 20; t++) {
                int asker = t;
                CompletableFuture<Void> done = new CompletableFuture<>();
                askers.add(done);
                Thread.startVirtualThread(() -> {
                    try {
                        for (int i = 0; i < 50; i++) {
                            String question = asker + "/" + i;
                            assertEquals(
                                    question,
                                    client.request(Message.of(1, question), 2, SOON)
                                            .text());
                        }
                        done.complete(null);
                    } catch (Throwable e) {
                        done.completeExceptionally(e);
                    }
                });
            }
            for (CompletableFuture<Void> asker : askers) {
                asker.get(20, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void aLateAnswerGoesToTheHandlersAndNotToTheNextWhoAsks() throws Exception {
        Inbox handled = new Inbox();
        CountDownLatch late = new CountDownLatch(1);
        try (Server server = TestServer.start(s -> s.handle(1, r -> {
                    if (r.text().equals("slow")) {
                        late.await();
                    }
                    r.connection().sendBuffered(2, r.data());
                }));
                Client client = Client.create(Clients.of(server))) {
            client.handle(2, handled).connect();

            Duration soon = Duration.ofSeconds(2);
            assertThrows(TimeoutException.class, () -> client.request(Message.of(1, "slow"), 2, soon));
            CompletableFuture<Message> next = client.requestAsync(Message.of(1, "next"), 2, SOON);
            late.countDown();

            assertEquals("next", next.get(10, TimeUnit.SECONDS).text());
            handled.expect(Message.of(2, "slow"));
        }
    }

    @Test
    void theEndOfTheConnectionEndsTheWait() throws Exception {
        try (Server server =
                        TestServer.start(s -> s.handle(1, r -> r.connection().close()));
                Client client = Client.create(Clients.of(server)).connect()) {
            CompletableFuture<Message> first = client.requestAsync(Message.of(1, "bye"), 2, SOON);
            CompletionException end = assertThrows(CompletionException.class, first::join);
            assertInstanceOf(ConnectionClosedException.class, end.getCause());
            assertThrows(ConnectionClosedException.class, () -> client.request(Message.of(1, "?"), 2, SOON));
        }
    }

    @Test
    void aHandlerMayAskAndDelaysNoAnswer() throws Exception {
        CompletableFuture<Message> answer = new CompletableFuture<>();
        try (Server server =
                        TestServer.start(s -> s.handle(1, r -> r.connection().sendBuffered(2, r.data()))
                                .onStart(c -> c.sendBuffered(3, "ask me")));
                Client client = Client.create(Clients.of(server))) {
            client.handle(3, r -> answer.complete(client.request(Message.of(1, "from a handler"), 2, SOON)))
                    .connect();

            assertEquals("from a handler", answer.get(10, TimeUnit.SECONDS).text());
        }
    }

    @Test
    void aHookThatAsksIsToldThatItCannot() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (Server server = answering();
                Client client = Client.create(Clients.of(server))) {
            CountDownLatch asked = new CountDownLatch(1);
            client.onStop((c, why) -> {
                        try {
                            client.request(Message.of(1, "?"), 2, SOON);
                        } catch (Throwable e) {
                            thrown.set(e);
                        }
                        asked.countDown();
                    })
                    .connect();
            client.close();
            asked.await();
        }
        assertInstanceOf(IllegalStateException.class, thrown.get());
    }

    @Test
    void aFutureEndsOutsideTheThreadThatReads() throws Exception {
        CountDownLatch listening = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        try (Server server = TestServer.start(s -> s.handle(1, r -> {
                    listening.await();
                    r.connection().sendBuffered(2, r.data());
                }));
                Client client = Client.create(Clients.of(server)).connect()) {
            CompletableFuture<Void> first =
                    client.requestAsync(Message.of(1, "1"), 2, SOON).thenAccept(m -> awaitQuietly(held));
            listening.countDown();

            assertEquals("2", client.request(Message.of(1, "2"), 2, SOON).text());

            assertFalse(first.isDone());
            held.countDown();
            await().atMost(SOON).until(first::isDone);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void withoutAConnectionThereIsNothingToAsk() {
        try (Client client = Client.create(Clients.of(1))) {
            assertThrows(IllegalStateException.class, () -> client.request(Message.of(1, "?"), 2, SOON));
        }
    }
}
