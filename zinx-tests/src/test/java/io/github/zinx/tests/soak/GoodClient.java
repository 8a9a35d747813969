package io.github.zinx.tests.soak;

import io.github.zinx.CloseReason;
import io.github.zinx.Handler;
import io.github.zinx.Message;
import io.github.zinx.Request;
import io.github.zinx.client.Client;
import io.github.zinx.client.ClientConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client that must be served without fault. It finds wrong: a first message that is not the welcome, a broadcast that is
 * missing or out of order, and an end that is not its own doing.
 */
final class GoodClient implements AutoCloseable {

    /** How long it waits for anything; nothing that is well takes nearly as long. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    private final Client client;
    private final Tally tally;
    private final Consumer<String> problem;
    private final AtomicReference<CloseReason.@Nullable Kind> end = new AtomicReference<>();
    private volatile boolean welcomed;
    private boolean connected;

    /** Belongs to the worker. */
    private long lastBroadcast = -1;

    GoodClient(int port, Tally tally, Consumer<String> problem) {
        this.tally = tally;
        this.problem = problem;
        client = Client.create(ClientConfig.builder()
                .port(port)
                .name("good")
                .maxFrameLength(Limits.LONGEST)
                .build());
        client.handle(Ids.WELCOME, request -> welcomed = true)
                .handle(Ids.BROADCAST, this::broadcast)
                .onStop((connection, reason) -> end.set(reason.kind()));
    }

    GoodClient handle(int id, Handler handler) {
        client.handle(id, request -> {
            if (!welcomed) {
                problem.accept("message " + id + " came before the welcome");
            }
            handler.handle(request);
        });
        return this;
    }

    /** Connects and logs in; returns this. */
    GoodClient connect() throws IOException, InterruptedException, TimeoutException {
        client.connect();
        connected = true;
        tally.add("connects", 1);
        try {
            ask(Ids.LOGIN, "good".getBytes(StandardCharsets.US_ASCII), Ids.LOGIN);
            return this;
        } catch (Throwable t) {
            client.close();
            throw t;
        }
    }

    /** Sends a message and returns the data of the answer. */
    byte[] ask(int id, byte[] data, int answerId) throws InterruptedException, TimeoutException {
        byte[] answer = client.request(Message.of(id, data), answerId, LONGEST).data();
        tally.add("messages", 1);
        return answer;
    }

    Client client() {
        return client;
    }

    private void broadcast(Request request) {
        long number = ByteBuffer.wrap(request.data()).getLong();
        if (lastBroadcast >= 0 && number != lastBroadcast + 1) {
            problem.accept("broadcast " + number + " came after " + lastBroadcast);
        }
        lastBroadcast = number;
        tally.add("broadcasts", 1);
    }

    @Override
    public void close() {
        client.close();
        CloseReason.@Nullable Kind why = end.get();
        if (connected && why != CloseReason.Kind.STOPPING) {
            problem.accept("its connection ended for the reason " + why);
        }
    }
}
