package io.github.zinx.tests.measure;

import io.github.zinx.Connection;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Latencies;
import io.github.zinx.tests.support.Mode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Order, and wake-ups, in numbers too large for a test. */
final class OrderFigures {

    private static final int HEADER = 8;

    private OrderFigures() {}

    /** A million sends of one thread, of all three kinds in turn at random. */
    static void mixed() throws Exception {
        int count = 1_000_000;
        long seed = System.nanoTime();
        try (Server server = TestServer.start(s -> s.handle(1, request -> {
                    SplittableRandom random = new SplittableRandom(seed);
                    for (int i = 0; i < count; i++) {
                        send(request.connection(), number(i), random.nextInt(3));
                    }
                }));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "go");
            DataInputStream in = stream(peer);
            long wrong = 0;
            for (int i = 0; i < count; i++) {
                wrong += next(in) == i ? 0 : 1;
            }
            print("%,d sends of three kinds by one thread, seed %d: %,d out of order or missing", count, seed, wrong);
        }
    }

    private static void send(Connection connection, byte[] data, int how) throws InterruptedException {
        if (how == 0) {
            connection.send(1, data);
        } else if (how == 1 || !connection.trySend(1, data)) {
            connection.sendBuffered(1, data);
        }
    }

    /** 32 peers that each send 10,000 messages without waiting for answers. */
    static void pipelined() throws Exception {
        int count = 10_000;
        for (Mode mode : Mode.values()) {
            AtomicLong wrong = new AtomicLong();
            AtomicLong right = new AtomicLong();
            List<Thread> peers = new ArrayList<>();
            try (Server server = TestServer.start(mode::set, s -> s.handle(1, r -> r.reply(r.data())))) {
                for (int i = 0; i < 32; i++) {
                    peers.add(Thread.ofPlatform().start(() -> pipeline(server.port(), count, right, wrong)));
                }
                for (Thread peer : peers) {
                    peer.join();
                }
            }
            print(
                    "%s: 32 x %,d pipelined: %,d in order, %,d out of order or missing",
                    mode, count, right.get(), 32L * count - right.get() + wrong.get());
        }
    }

    private static void pipeline(int port, int count, AtomicLong right, AtomicLong wrong) {
        try (RawPeer peer = RawPeer.connect(port)) {
            Thread.ofPlatform().daemon().start(() -> writeAll(peer, count));
            DataInputStream in = stream(peer);
            for (int i = 0; i < count; i++) {
                (next(in) == i ? right : wrong).incrementAndGet();
            }
        } catch (IOException e) {
            print("a peer failed: %s", e);
        }
    }

    private static void writeAll(RawPeer peer, int count) {
        try {
            ByteArrayOutputStream some = new ByteArrayOutputStream();
            for (int i = 0; i < count; i++) {
                some.writeBytes(Layout.LTV_LE.frame(1, number(i)));
                if (i % 100 == 99) {
                    peer.write(some.toByteArray());
                    some.reset();
                }
            }
        } catch (IOException e) {
            print("a peer failed: %s", e);
        }
    }

    /**
     * Ten million sends, of both kinds in turn, with pauses at random, so that the writer has to be woken again and again;
     * each is timed until it is read. Threads that only wake up every 2 ms show for how long everything stood still.
     */
    static void wakeUps() throws Exception {
        int count = 10_000_000;
        Standstills standstills = Standstills.watch();
        Latencies times = new Latencies();
        List<Standstills.Standstill> late = new ArrayList<>();
        long wrong = 0;
        AtomicLong pauses = new AtomicLong();
        try (Server server = TestServer.start(s -> s.handle(1, request -> {
                    SplittableRandom random = new SplittableRandom();
                    for (int i = 0; i < count; i++) {
                        send(request.connection(), number(System.nanoTime()), i % 2);
                        if (random.nextInt(30) == 0) {
                            pauses.incrementAndGet();
                            LockSupport.parkNanos(random.nextInt(60_000));
                        }
                    }
                }));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "go");
            DataInputStream in = stream(peer);
            long last = Long.MIN_VALUE;
            for (int i = 0; i < count; i++) {
                long sent = next(in);
                long now = System.nanoTime();
                wrong += sent < last ? 1 : 0;
                last = sent;
                times.add(now - sent);
                if (now - sent > 100_000_000) {
                    late.add(new Standstills.Standstill(sent, now));
                }
            }
        }
        long unexplained = late.stream() // looked at when the last standstill has been noted as well
                .filter(each -> each.nanos() - standstills.within(each) > 100_000_000)
                .count();
        print("%,d sends with %,d pauses, until read: %s; %,d out of order", count, pauses.get(), times, wrong);
        long occasions = episodes(late);
        print(
                "  later than 100 ms: %,d on %,d occasions, of them not explained by standstills of the machine: %,d; %s",
                late.size(), occasions, unexplained, standstills);
    }

    /** What was late together is one occasion: each sent before the one before it was read. */
    /** How long a reply takes whose handler does something else for 20 ms after it: nothing, wait, or compute. */
    static void repliesFirst() throws Exception {
        for (Mode mode : Mode.values()) {
            for (AfterReply after : AfterReply.values()) {
                Latencies waits = new Latencies();
                try (Server server = TestServer.start(
                                mode::set,
                                s -> s.handle(1, request -> {
                                    request.reply(request.data());
                                    after.pass(Duration.ofMillis(20));
                                }));
                        RawPeer peer = RawPeer.connect(server.port())) {
                    for (int i = 0; i < 150; i++) {
                        long sent = System.nanoTime();
                        peer.ask(1, "question");
                        if (i >= 50) { // until then the code was being compiled
                            waits.add(System.nanoTime() - sent);
                        }
                        AfterReply.WAIT.pass(Duration.ofMillis(25)); // until the handler has returned
                    }
                }
                print("%s, handler that does %s after its reply: the reply after %s", mode, after, waits);
            }
        }
    }

    private enum AfterReply {
        NOTHING {
            @Override
            void pass(Duration time) {}
        },
        WAIT {
            @Override
            void pass(Duration time) {
                long end = System.nanoTime() + time.toNanos();
                for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
            }
        },
        COMPUTE {
            @Override
            void pass(Duration time) {
                long end = System.nanoTime() + time.toNanos();
                while (System.nanoTime() - end < 0) {
                    Thread.onSpinWait();
                }
            }
        };

        abstract void pass(Duration time);
    }

    private static long episodes(List<Standstills.Standstill> late) {
        long count = 0;
        long end = Long.MIN_VALUE;
        for (Standstills.Standstill each : late) {
            count += each.begin() > end ? 1 : 0;
            end = each.end();
        }
        return count;
    }

    private static DataInputStream stream(RawPeer peer) throws IOException {
        return new DataInputStream(new BufferedInputStream(peer.socket().getInputStream(), 64 * 1024));
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static long next(DataInputStream in) throws IOException {
        in.skipNBytes(HEADER);
        return in.readLong();
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
