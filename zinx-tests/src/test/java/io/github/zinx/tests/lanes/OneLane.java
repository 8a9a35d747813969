package io.github.zinx.tests.lanes;

import static io.github.zinx.tests.stopping.Eventually.eventually;

import io.github.zinx.Connection;
import io.github.zinx.WorkerSettings.Threads;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A server with one worker, which answers pings and on request floods whoever asks until a send fails. */
final class OneLane {

    static final int FLOOD = 1;
    static final int PING = 2;

    private OneLane() {}

    /** The failure that ends the flood comes out at {@code floodEnded}. */
    static Server start(
            Threads threads,
            boolean unbuffered,
            CompletableFuture<Throwable> floodEnded,
            UnaryOperator<ServerConfig.Builder> change)
            throws IOException {
        return TestServer.start(
                config -> change.apply(config.workers(1)
                        .workerThreads(threads)
                        .sendQueueBytes(32 * 1024)
                        .socketSendBuffer(4096)
                        .stopGrace(Duration.ofMillis(200))),
                s -> s.handle(PING, request -> request.reply(request.data())).handle(FLOOD, request -> {
                    try {
                        flood(request.connection(), unbuffered);
                    } catch (Exception e) {
                        floodEnded.complete(e);
                        throw e;
                    }
                }));
    }

    /** A peer that soon feels it when it does not read. */
    static RawPeer small(Server server) throws IOException {
        return RawPeer.connect(server.port(), Layout.LTV_LE, 4096);
    }

    /** Sends until a send fails. */
    static void flood(Connection target, boolean unbuffered) throws InterruptedException {
        byte[] payload = new byte[4000];
        for (int i = 0; i < 10_000; i++) {
            if (unbuffered) {
                target.send(9, payload);
            } else {
                target.sendBuffered(9, payload);
            }
        }
        throw new AssertionError("40 MB for a peer that does not read");
    }

    /** Waits until nothing moves towards this peer any more. */
    static void awaitStuck(Connection connection) {
        eventually().until(() -> !connection.flush(Duration.ofMillis(50)));
    }
}
