package io.github.zinx.tests.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Connection;
import io.github.zinx.Message;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Counts;
import io.github.zinx.tests.support.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one thread sends on one connection arrives in that order, whichever call it used, and whole. */
class SendOrderTest {

    @ParameterizedTest
    @EnumSource
    void B17_handlerThatAlternatesBothSendsKeepsProgramOrder(Mode mode) throws Exception {
        int count = 10_000;
        try (Server server = TestServer.start(
                        mode::set,
                        s -> s.handle(1, request -> {
                            Connection connection = request.connection();
                            for (int i = 0; i < count; i++) {
                                byte[] payload = Numbered.payload(0, i, Numbered.LEAST + i % 50);
                                if (i % 2 == 0) {
                                    connection.send(2, payload);
                                } else {
                                    connection.sendBuffered(2, payload);
                                }
                            }
                        }));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "go");
            for (int i = 0; i < count; i++) {
                Numbered.check(peer.receive().data(), 0, i);
            }
        }
    }

    @Test
    void B17_twentyThreadsWithBothSendsTearNoFrameAndKeepTheirOwnOrder() throws Exception {
        int senders = 20;
        int each = Counts.of(1_000, 10_000);
        var connection = new CompletableFuture<Connection>();
        try (Server server = TestServer.start(s -> s.onStart(connection::complete));
                RawPeer peer = RawPeer.connect(server.port());
                var threads = Executors.newCachedThreadPool()) {
            Connection target = connection.get(10, TimeUnit.SECONDS);
            List<Future<?>> sent = new ArrayList<>();
            for (int s = 0; s < senders; s++) {
                int sender = s;
                sent.add(threads.submit(() -> {
                    Random random = new Random(sender);
                    for (int i = 0; i < each; i++) {
                        byte[] payload = Numbered.payload(sender, i, Numbered.LEAST + random.nextInt(300));
                        if (random.nextBoolean()) {
                            target.send(2, payload);
                        } else {
                            target.sendBuffered(2, payload);
                        }
                    }
                    return null;
                }));
            }
            int[] next = new int[senders];
            for (int i = 0; i < senders * each; i++) {
                byte[] payload = peer.receive().data();
                int sender = Numbered.sender(payload);
                Numbered.check(payload, sender, next[sender]++);
            }
            for (Future<?> one : sent) {
                one.get(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void P07_broadcastKeepsProgramOrderOnTheSendersOwnConnection() throws Exception {
        int rounds = 300;
        try (Server server = TestServer.start(s -> s.handle(1, request -> {
                    for (int i = 0; i < rounds; i++) {
                        request.reply(Numbered.payload(0, 5 * i, 20));
                        request.connections().broadcast(Message.of(1, Numbered.payload(0, 5 * i + 1, 20)));
                        request.connection().send(1, Numbered.payload(0, 5 * i + 2, 20));
                        request.connections().broadcast(Message.of(1, Numbered.payload(0, 5 * i + 3, 20)));
                        request.connection().send(1, Numbered.payload(0, 5 * i + 4, 20));
                    }
                }));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "go");
            for (int i = 0; i < 5 * rounds; i++) {
                Numbered.check(peer.receive().data(), 0, i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void replyArrivesWhileItsHandlerIsStillAtWork(Mode mode) throws Exception {
        var arrived = new CountDownLatch(1);
        var inTime = new CompletableFuture<Boolean>();
        try (Server server = TestServer.start(
                        mode::set,
                        s -> s.handle(1, request -> {
                            request.reply("first");
                            inTime.complete(arrived.await(5, TimeUnit.SECONDS));
                        }));
                RawPeer peer = RawPeer.connect(server.port())) {
            assertEquals("first", peer.ask(1, "go").text());
            arrived.countDown();
            assertTrue(inTime.get(10, TimeUnit.SECONDS), "the reply came only after the handler had returned");
        }
    }
}
