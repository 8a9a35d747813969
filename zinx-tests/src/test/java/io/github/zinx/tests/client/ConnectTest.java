package io.github.zinx.tests.client;

import static io.github.zinx.tests.client.Clients.SOON;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Message;
import io.github.zinx.client.Client;
import io.github.zinx.client.ClientConfig;
import io.github.zinx.client.testkit.Inbox;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.client.Clients.Silent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectTest {

    @ParameterizedTest(name = "{1} to a server on {0}")
    @CsvSource({"127.0.0.1, localhost", "127.0.0.1, 127.0.0.1", "::1, ::1", "::1, [::1]"})
    void connectsByNameAndByAddress(String listens, String host) throws Exception {
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        try (Server server = TestServer.start(config -> config.host(listens), s -> s.handle(0, r -> r.reply("pong")));
                Client client = Client.create(
                        ClientConfig.builder().host(host).port(server.port()).build())) {
            client.handle(0, r -> answers.add(r.text()));

            assertSame(client, client.connect());
            client.send(0, "ping");

            assertEquals("pong", answers.poll(SOON.toSeconds(), TimeUnit.SECONDS));
            assertTrue(client.isOpen());
        }
    }

    @Test
    void aPortNobodyListensOnIsAnErrorThatNamesHostAndPort() throws Exception {
        int port = unusedPort();
        try (Client client = Client.create(Clients.of(port))) {

            IOException failure = assertThrows(IOException.class, client::connect);

            String message = String.valueOf(failure.getMessage()); // how it ends is the JDK's affair
            assertTrue(
                    message.startsWith("cannot connect to 127.0.0.1 port " + port + ": Connection refused"), message);
            assertFalse(client.isOpen());
            assertThrows(IllegalStateException.class, client::connection);
            assertTimeoutPreemptively(SOON, client::awaitClosed);
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUpAfterTheConnectTimeout() throws Exception {
        Duration limit = Duration.ofMillis(300);
        try (Silent silent = new Silent();
                Client client = Client.create(Clients.of(silent.port()).toBuilder()
                        .connectTimeout(limit)
                        .build())) {

            IOException failure = assertTimeoutPreemptively(
                    limit.multipliedBy(3).plusSeconds(1), () -> assertThrows(IOException.class, client::connect));

            assertInstanceOf(SocketTimeoutException.class, failure.getCause());
        }
    }

    @Test
    void aCloseEndsTheDialling() throws Exception {
        try (Silent silent = new Silent();
                Client client = Client.create(Clients.of(silent.port()).toBuilder()
                        .connectTimeout(Duration.ofHours(1))
                        .build())) {
            CompletableFuture<IOException> failure = new CompletableFuture<>();
            Thread dialler =
                    Thread.ofVirtual().start(() -> failure.complete(assertThrows(IOException.class, client::connect)));
            await().until(() -> dialler.getState() == Thread.State.TIMED_WAITING);

            assertTimeoutPreemptively(SOON, client::close);

            String message = failure.get(SOON.toSeconds(), TimeUnit.SECONDS).getMessage();
            assertTrue(String.valueOf(message).endsWith("the client was closed meanwhile"), message);
        }
    }

    @Test
    void anInterruptEndsTheDiallingAndStaysSet() throws Exception {
        try (Silent silent = new Silent();
                Client client = Client.create(Clients.of(silent.port()).toBuilder()
                        .connectTimeout(Duration.ofHours(1))
                        .build())) {
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread dialler = Thread.ofVirtual().start(() -> {
                assertThrows(InterruptedIOException.class, client::connect);
                flag.complete(Thread.currentThread().isInterrupted());
            });
            await().until(() -> dialler.getState() == Thread.State.TIMED_WAITING);

            dialler.interrupt();

            assertTrue(flag.get(SOON.toSeconds(), TimeUnit.SECONDS));
        }
    }

    @Test
    void aClientConnectsOnce() throws Exception {
        try (Server server = TestServer.start(s -> {});
                Client client = Client.create(Clients.of(server))) {
            client.connect();
            assertThrows(IllegalStateException.class, client::connect);
            client.close();
            assertThrows(IllegalStateException.class, client::connect);
        }
    }

    @Test
    void aClientThatWasNeverConnectedIsClosedAtOnce() {
        Client client = Client.create(ClientConfig.defaults());
        assertThrows(IllegalStateException.class, () -> client.send(0, "too early"));

        assertTimeoutPreemptively(SOON, client::close);

        assertTimeoutPreemptively(SOON, client::awaitClosed);
        assertThrows(IllegalStateException.class, client::connect);
    }

    @Test
    void whatTheStartHookSendsComesBeforeWhatTheCallerSends() throws Exception {
        Inbox received = new Inbox();
        try (Server server = TestServer.start(s -> s.unknown(received))) {
            for (int i = 0; i < 200; i++) {
                try (Client client = Client.create(Clients.of(server))) {
                    client.onStart(c -> {
                        Thread.yield();
                        c.sendBuffered(1, "first");
                    });
                    client.connect().sendBuffered(2, "second");
                }

                assertEquals(Message.of(1, "first"), received.await(2 * i + 1).message());
                assertEquals(Message.of(2, "second"), received.await(2 * i + 2).message());
            }
        }
    }

    @Test
    void theServersFirstMessageWaitsForTheStartHook() throws Exception {
        CompletableFuture<Boolean> hookWasOver = new CompletableFuture<>();
        CountDownLatch hookMayEnd = new CountDownLatch(1);
        CountDownLatch hookOver = new CountDownLatch(1);
        try (Server server = TestServer.start(s -> s.onStart(c -> c.send(1, "hello")));
                Client client = Client.create(Clients.of(server))) {
            client.handle(1, r -> hookWasOver.complete(hookOver.getCount() == 0));
            client.onStart(c -> {
                hookMayEnd.await();
                hookOver.countDown();
            });
            Thread connecting = Thread.ofVirtual().start(() -> connectOrFail(client));
            await().until(() -> server.stats().accepted() == 1);
            hookMayEnd.countDown();

            assertTrue(hookWasOver.get(SOON.toSeconds(), TimeUnit.SECONDS));
            connecting.join(SOON);
        }
    }

    @Test
    void aStartHookThatThrowsMakesConnectFail() throws Exception {
        RuntimeException trouble = new RuntimeException("no");
        AtomicReference<Kind> end = new AtomicReference<>();
        try (Server server = TestServer.start(s -> {});
                Client client = Client.create(Clients.of(server))) {
            client.onStart(c -> {
                throw trouble;
            });
            client.onStop((c, why) -> end.set(why.kind()));

            IOException failure = assertThrows(IOException.class, client::connect);

            assertSame(trouble, failure.getCause());
            assertTimeoutPreemptively(SOON, client::awaitClosed);
            assertEquals(Kind.FAILED, end.get());
            await().until(() -> server.connections().count() == 0);
        }
    }

    @Test
    void aStartHookThatTakesTooLongMakesConnectFail() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Duration limit = Duration.ofMillis(200);
        try (Server server = TestServer.start(s -> {});
                Client client = Client.create(
                        Clients.of(server).toBuilder().startTimeout(limit).build())) {
            client.onStart(c -> never.await());

            IOException failure = assertTimeoutPreemptively(
                    limit.multipliedBy(3).plusSeconds(1), () -> assertThrows(IOException.class, client::connect));

            assertTrue(String.valueOf(failure.getMessage()).contains("START_TIMEOUT"), failure.getMessage());
            assertNull(failure.getCause());
            never.countDown();
        }
    }

    private static void connectOrFail(Client client) {
        try {
            client.connect();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket listener = new ServerSocket(0)) {
            return listener.getLocalPort();
        }
    }
}
