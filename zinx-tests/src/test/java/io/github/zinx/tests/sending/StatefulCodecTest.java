package io.github.zinx.tests.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.zinx.Connection;
import io.github.zinx.Message;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.wire.FrameCodec;
import io.github.zinx.wire.FrameDecoder;
import io.github.zinx.wire.FrameEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An encoder with a memory sees the frames of its connection in the order in which they go out. */
class StatefulCodecTest {

    private static final int SENDERS = 8;
    private static final int EACH = 500;

    @Test
    void framesAreNumberedInWireOrderUnderConcurrentSendersAndBroadcasts() throws Exception {
        var connections = new ConcurrentHashMap<Long, Connection>();
        var bothStarted = new CountDownLatch(2);
        try (Server server = TestServer.start(
                        config -> config.codec(new Counting()),
                        s -> s.handle(1, request -> {
                            connections.put(request.connection().id(), request.connection());
                            bothStarted.countDown();
                        }));
                RawPeer one = RawPeer.connect(server.port());
                RawPeer two = RawPeer.connect(server.port());
                var threads = Executors.newCachedThreadPool()) {
            one.send(1, "here");
            two.send(1, "here");
            bothStarted.await();
            List<Future<?>> all = new ArrayList<>();
            for (int s = 0; s < SENDERS; s++) {
                int sender = s;
                all.add(threads.submit(() -> {
                    send(server, connections, sender);
                    return null;
                }));
            }
            all.add(threads.submit(() -> read(one)));
            all.add(threads.submit(() -> read(two)));
            for (Future<?> each : all) {
                each.get(20, TimeUnit.SECONDS);
            }
        }
    }

    private static void send(Server server, ConcurrentHashMap<Long, Connection> connections, int sender)
            throws InterruptedException {
        for (int i = 0; i < EACH; i++) {
            byte[] payload = Numbered.payload(sender, i, 20 + i % 40);
            if (i % 10 == 0) {
                // The bound of the queue is far away, so nobody is passed over.
                assertEquals(2, server.connections().broadcast(Message.of(2, payload)));
            } else {
                for (Connection connection : connections.values()) {
                    if (i % 2 == 0) {
                        connection.send(2, payload);
                    } else {
                        connection.sendBuffered(2, payload);
                    }
                }
            }
        }
    }

    private static Void read(RawPeer peer) throws Exception {
        int[] next = new int[SENDERS];
        for (int i = 0; i < SENDERS * EACH; i++) {
            byte[] payload = peer.receive().data();
            assertEquals(i, ByteBuffer.wrap(payload).getInt(), "the frame's own number");
            byte[] inner = Arrays.copyOfRange(payload, 4, payload.length);
            int sender = Numbered.sender(inner);
            Numbered.check(inner, sender, next[sender]++);
        }
        return null;
    }

    /** The usual layout; what it sends carries a number of its own in front of each payload, counted per connection. */
    static final class Counting implements FrameCodec {

        private final FrameCodec usual = FrameCodec.named("ltv-le");

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public int overhead() {
            return usual.overhead() + 4;
        }

        @Override
        public boolean statelessEncoder() {
            return false;
        }

        @Override
        public FrameDecoder decoder(int maxLength) {
            return usual.decoder(maxLength);
        }

        @Override
        public FrameEncoder encoder() {
            FrameEncoder plain = usual.encoder();
            int[] sent = new int[1];
            return (id, payload) -> {
                byte[] numbered = new byte[4 + payload.length];
                ByteBuffer.wrap(numbered).putInt(sent[0]++).put(payload);
                return plain.encode(id, numbered);
            };
        }
    }
}
