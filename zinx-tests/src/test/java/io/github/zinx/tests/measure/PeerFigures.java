package io.github.zinx.tests.measure;

import io.github.zinx.CloseReason;
import io.github.zinx.Request;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Latencies;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** What bad peers cost the good ones, and how long they last. */
final class PeerFigures {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int[] WORKERS = {10, 0};

    private PeerFigures() {}

    /** Peers that stop reading: when each is cut, and what ten others wait meanwhile. */
    static void slowConsumer() throws Exception {
        for (int workers : WORKERS) {
            BlockingQueue<CloseReason.Kind> ends = new ArrayBlockingQueue<>(100);
            Latencies cuts = new Latencies();
            try (Server server = TestServer.start(
                            config -> config.workers(workers).writeTimeout(LIMIT),
                            s -> s.handle(0, r -> r.reply("pong"))
                                    .handle(1, PeerFigures::flood)
                                    .onStop((c, why) -> ends.add(why.kind())));
                    Pings pings = new Pings(server.port(), 10)) {
                Map<CloseReason.Kind, Integer> found = new EnumMap<>(CloseReason.Kind.class);
                for (int i = 0; i < 10; i++) {
                    try (RawPeer stuck = RawPeer.connect(server.port(), Layout.LTV_LE, 4096)) {
                        long start = System.nanoTime();
                        stuck.send(1, "flood");
                        found.merge(ends.take(), 1, Integer::sum);
                        cuts.add(System.nanoTime() - start);
                    }
                }
                print("%d workers: 10 stuck peers, write limit %s, cut after %s: %s", workers, LIMIT, cuts, found);
                print("  pings of 10 others meanwhile: %s", pings.waits());
            }
        }
    }

    /** 500 peers that send a byte every 100 ms of frames of 200 bytes. */
    static void slowSenders() throws Exception {
        int count = 500;
        for (int workers : WORKERS) {
            Map<Integer, Long> begun = new ConcurrentHashMap<>();
            Latencies ends = new Latencies();
            Map<CloseReason.Kind, Integer> found = new ConcurrentHashMap<>();
            CountDownLatch left = new CountDownLatch(count);
            try (Server server = TestServer.start(
                            config -> config.workers(workers).frameTimeout(LIMIT),
                            s -> s.handle(0, r -> r.reply("pong")).onStop((c, why) -> {
                                Long start = begun.remove(((InetSocketAddress) c.remoteAddress()).getPort());
                                if (start != null) {
                                    ends.add(System.nanoTime() - start);
                                    found.merge(why.kind(), 1, Integer::sum);
                                    left.countDown();
                                }
                            }));
                    Pings pings = new Pings(server.port(), 10)) {
                List<RawPeer> peers = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    RawPeer peer = RawPeer.connect(server.port());
                    peer.ask(0, "ping");
                    peers.add(peer);
                }
                pings.waits().clear();
                byte[] frame = Layout.LTV_LE.frame(0, new byte[192]);
                for (int i = 0; i < frame.length && left.getCount() > 0; i++) {
                    long due = System.nanoTime() + 100_000_000;
                    for (RawPeer peer : peers) {
                        drip(peer, frame[i], begun, i == 0);
                        LockSupport.parkNanos(100_000); // not all at once
                    }
                    for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                        LockSupport.parkNanos(due - now);
                    }
                }
                left.await();
                print(
                        "%d workers: %d slow senders, frame limit %s, ended after %s: %s",
                        workers, count, LIMIT, ends, found);
                print("  pings of 10 others meanwhile: %s", pings.waits());
                peers.forEach(RawPeer::close);
            }
        }
    }

    private static void drip(RawPeer peer, byte piece, Map<Integer, Long> begun, boolean first) {
        if (first) {
            begun.put(peer.socket().getLocalPort(), System.nanoTime());
        }
        try {
            peer.socket().getOutputStream().write(piece);
        } catch (IOException e) {
            // it has been ended, as it should be
        }
    }

    /** How long a connection lasts that announces too much, with nothing owed to it. */
    static void illegal() throws Exception {
        for (int workers : WORKERS) {
            Latencies ends = new Latencies();
            try (Server server =
                    TestServer.start(config -> config.workers(workers), s -> s.handle(0, r -> r.reply("pong")))) {
                for (int i = 0; i < 1500; i++) {
                    try (RawPeer peer = RawPeer.connect(server.port())) {
                        peer.ask(0, "ping");
                        long start = System.nanoTime();
                        peer.write(Layout.LTV_LE.header(0, 4097 + i));
                        peer.expectDropped();
                        if (i >= 500) {
                            ends.add(System.nanoTime() - start);
                        }
                    }
                }
                print("%d workers: 1,000 illegal lengths, dropped after %s", workers, ends);
            }
        }
    }

    /** The memory that 40 peers take which announce gigabytes: illegal ones, and as much as a limit can allow. */
    static void gigabytes() throws Exception {
        for (int limit : new int[] {4096, 1 << 30}) {
            List<RawPeer> peers = new ArrayList<>();
            try (Server server =
                    TestServer.start(config -> config.maxFrameLength(limit), s -> s.handle(0, r -> r.reply("pong")))) {
                for (int i = 0; i < 40; i++) {
                    RawPeer peer = RawPeer.connect(server.port());
                    peer.ask(0, "ping");
                    peers.add(peer);
                }
                System.gc();
                long before = used();
                long resident = resident();
                long most = 0;
                byte[] some = new byte[1024];
                for (RawPeer peer : peers) {
                    peer.write(Layout.LTV_LE.header(0, limit == 4096 ? Integer.MIN_VALUE : limit));
                    try {
                        peer.write(some);
                    } catch (IOException e) {
                        // it was reset already
                    }
                    most = Math.max(most, used() - before);
                }
                long end = System.nanoTime() + 2_000_000_000L;
                while (System.nanoTime() < end) {
                    LockSupport.parkNanos(10_000_000);
                    most = Math.max(most, used() - before);
                }
                print(
                        "40 peers announcing %,d bytes each, limit %,d: heap at most %.2f MiB more, garbage included;"
                                + " process %.2f MiB more",
                        limit == 4096 ? 1L << 31 : limit, limit, most / 1048576.0, (resident() - resident) / 1024.0);
                peers.forEach(RawPeer::close);
            }
        }
    }

    private static long used() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Returns KiB of memory that the process has, where the system tells it as Linux does. */
    private static long resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        return !Files.exists(status)
                ? 0
                : Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum();
    }

    /** A stop while 500 connections are busy: half in handlers that do not return, half with replies nobody reads. */
    static void busyStop() throws Exception {
        Duration grace = Duration.ofSeconds(1);
        for (int workers : WORKERS) {
            Latencies over = new Latencies();
            for (int round = 0; round < 5; round++) {
                CountDownLatch never = new CountDownLatch(1);
                CountDownLatch busy = new CountDownLatch(500);
                List<RawPeer> peers = new ArrayList<>();
                Server server = TestServer.start(
                        config -> config.workers(workers),
                        s -> s.handle(0, r -> r.reply("pong"))
                                .handle(1, r -> {
                                    busy.countDown();
                                    flood(r);
                                })
                                .handle(2, r -> {
                                    busy.countDown();
                                    never.await();
                                }));
                for (int i = 0; i < 500; i++) {
                    RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 4096);
                    peer.ask(0, "ping");
                    peers.add(peer);
                }
                for (int i = 0; i < 500; i++) {
                    peers.get(i).send(1 + i % 2, "be busy");
                }
                busy.await();
                int port = server.port();
                long start = System.nanoTime();
                server.stop(grace);
                over.add(Math.max(0, System.nanoTime() - start - grace.toNanos()));
                new ServerSocket(port).close(); // throws if it is not free
                never.countDown();
                peers.forEach(RawPeer::close);
            }
            print(
                    "%d workers: stop with 500 busy, grace %s, later than that by %s; the port is free",
                    workers, grace, over);
        }
    }

    private static void flood(Request request) throws InterruptedException {
        while (true) {
            request.reply(new byte[2048]);
        }
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
