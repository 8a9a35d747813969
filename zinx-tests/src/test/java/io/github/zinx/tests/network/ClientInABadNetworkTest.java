package io.github.zinx.tests.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Message;
import io.github.zinx.client.Client;
import io.github.zinx.client.ClientConfig;
import io.github.zinx.client.testkit.FaultProxy;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The network between a client and its server fails, in every way it can; the client notices, and no wait is for ever. */
final class ClientInABadNetworkTest {

    private static final Duration LIMIT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofSeconds(10);

    private final BlockingQueue<Kind> ended = new LinkedBlockingQueue<>();

    /** The server answers what it is asked, and none of that arrives. */
    @Test
    void theIdleLimitFindsADeadServer() throws Exception {
        try (Server server = answering();
                FaultProxy network = FaultProxy.to(server)) {
            network.toClient().swallow();
            try (Client client = Client.create(config(network, config -> config.idleTimeout(LIMIT)))) {
                client.onStart(connection -> connection.send(1, "is anybody there?"))
                        .onStop((connection, reason) -> ended.add(reason.kind()))
                        .connect();
                assertEquals(Kind.IDLE_TIMEOUT, ended.poll(10, TimeUnit.SECONDS));
                client.awaitClosed();
            }
        }
    }

    /** Only the question is lost; the stream, once its network is well again, is as good as before. */
    @Test
    void aQuestionThatIsLostCostsItsTimeoutAndTheNextIsAnswered() throws Exception {
        try (Server server = answering();
                FaultProxy network = FaultProxy.to(server);
                Client client = client(network, config -> config)) {
            network.toServer().swallow();
            assertThrows(TimeoutException.class, () -> ask(client, 1, "lost", LIMIT));
            network.toServer().awaitTaken(8 + "lost".length());
            network.heal();
            assertTrue(client.isOpen());
            assertEquals("found", ask(client, 3, "found", LONG));
        }
    }

    /** The wait for the answer ends with the connection, and not only when its time is up. */
    @Test
    void anAnswerThatIsCutOffEndsTheWaitForIt() throws Exception {
        try (Server server = answering();
                FaultProxy network = FaultProxy.to(server);
                Client client = client(network, config -> config)) {
            network.toClient().resetAfter(10);
            assertThrows(ConnectionClosedException.class, () -> ask(client, 1, "cut off", Duration.ofMinutes(1)));
            assertEquals(Kind.CONNECTION_LOST, ended.poll(10, TimeUnit.SECONDS));
            try (Client next = client(network, config -> config)) {
                assertEquals("again", ask(next, 1, "again", LONG));
            }
        }
    }

    @Test
    void anAnswerThatEndsInItsMiddleIsIllegal() throws Exception {
        try (Server server = answering();
                FaultProxy network = FaultProxy.to(server);
                Client client = client(network, config -> config)) {
            network.toClient().finishAfter(10);
            assertThrows(ConnectionClosedException.class, () -> ask(client, 1, "half", Duration.ofMinutes(1)));
            assertEquals(Kind.ILLEGAL_FRAME, ended.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void theWriteLimitEndsAClientWhoseDirectionStandsStill() throws Exception {
        try (Server server = answering();
                FaultProxy network = FaultProxy.to(server);
                Client client = client(network, config -> config.writeTimeout(LIMIT))) {
            network.toServer().stall();
            assertThrows(ConnectionClosedException.class, () -> {
                for (int i = 0; i < 100_000; i++) {
                    client.sendBuffered(9, new byte[4096]);
                }
            });
            assertEquals(Kind.WRITE_TIMEOUT, ended.poll(10, TimeUnit.SECONDS));
        }
    }

    /** Asks with an id and waits for an answer with the next. */
    private static String ask(Client client, int id, String question, Duration timeout) throws Exception {
        return client.request(Message.of(id, question), id + 1, timeout).text();
    }

    private static Server answering() throws IOException {
        return TestServer.start(s -> s.handle(1, r -> r.connection().sendBuffered(2, r.data()))
                .handle(3, r -> r.connection().sendBuffered(4, r.data())));
    }

    private Client client(FaultProxy network, UnaryOperator<ClientConfig.Builder> change) throws IOException {
        return Client.create(config(network, change))
                .onStop((connection, reason) -> ended.add(reason.kind()))
                .connect();
    }

    private static ClientConfig config(FaultProxy network, UnaryOperator<ClientConfig.Builder> change) {
        return change.apply(ClientConfig.builder().host("127.0.0.1").port(network.port()))
                .build();
    }
}
