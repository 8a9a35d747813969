package io.github.zinx.demo;

import io.github.zinx.CloseReason;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Handler;
import io.github.zinx.Request;
import io.github.zinx.client.Client;
import io.github.zinx.client.ClientConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The client of Zinx V0.9: sends a message at once and then again and again, and prints every message it gets. */
public final class PingClient {

    /** As a count of replies: no number of them is enough. */
    public static final int FOR_EVER = Integer.MAX_VALUE;

    private static final int PING = 0;
    private static final String TEXT = "Zinx V0.8 Client0 Test Message";

    private final ClientConfig config;
    private final int count;
    private final Duration interval;
    private final PrintStream out;
    private final AtomicInteger replies = new AtomicInteger();
    private final AtomicReference<@Nullable CloseReason> reason = new AtomicReference<>();
    private final CountDownLatch over = new CountDownLatch(1);

    /** Makes a client that sends that many messages, or sends for ever, with this much time between two of them. */
    public PingClient(ClientConfig config, int count, Duration interval, PrintStream out) {
        this.config = config;
        this.count = count;
        this.interval = interval;
        this.out = out;
    }

    /**
     * Connects and sends; returns once as many replies have come as were wanted.
     *
     * @throws IOException if the server cannot be reached, or ends the connection before that
     */
    public void run() throws IOException, InterruptedException {
        out.println("Client Test ... start");
        try (Client client = Client.create(config)) {
            client.use(this::print).handle(PING, request -> replied()).onStop((connection, why) -> ended(why));
            connect(client);
            talk(client);
        }
        if (replies.get() < count) {
            throw new IOException(
                    "the connection to " + config.host() + " port " + config.port() + " has ended: " + reason.get());
        }
    }

    private void connect(Client client) throws IOException {
        try {
            client.connect();
        } catch (IOException e) {
            throw new IOException("client start err, exit! " + e.getMessage(), e);
        }
    }

    private void talk(Client client) throws InterruptedException {
        int sent = 0;
        do {
            if (sent < count) {
                try {
                    client.sendBuffered(PING, TEXT);
                } catch (ConnectionClosedException e) {
                    over.await(); // the stop hook is on its way
                    return;
                }
                sent++;
            }
        } while (!over.await(interval.toNanos(), TimeUnit.NANOSECONDS));
    }

    private void print(Request request, Handler next) throws Exception {
        out.println("==> Recv Msg: ID= " + Integer.toUnsignedString(request.id()) + " , len= " + request.data().length
                + " , data= " + Printable.of(request.text()));
        next.handle(request);
    }

    private void replied() {
        if (replies.incrementAndGet() == count) {
            over.countDown();
        }
    }

    private void ended(CloseReason why) {
        reason.set(why);
        over.countDown();
    }
}
