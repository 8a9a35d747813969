package io.github.zinx.tests.process;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Measures what {@code docs/reliability.md} says of processes. After a build:
 *
 * <pre>java -cp zinx-tests/target/test-classes:zinx-demo/target/zinx-demo.jar io.github.zinx.tests.process.Figures NAME</pre>
 *
 * with one of the names in {@link #main}.
 */
public final class Figures {

    private Figures() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments.length == 1 ? arguments[0] : "") {
            case "descriptors" -> descriptors();
            case "failing-accept" -> failingAccept();
            case "small-heap" -> smallHeap();
            case "idle" -> idle();
            case "cycles" -> cycles();
            case "dead-peer" -> deadPeer();
            default -> System.err.println("one of: descriptors, failing-accept, small-heap, idle, cycles, dead-peer");
        }
    }

    /** What a server does that is out of descriptors, and when it serves again; five times. */
    private static void descriptors() throws Exception {
        int limit = 120;
        try (ChildServer server = ChildServer.start(limit)) {
            for (int round = 0; round < 5; round++) {
                List<RawPeer> crowd = new ArrayList<>();
                for (int i = 0; i < 2 * limit; i++) {
                    crowd.add(RawPeer.connect(server.port()));
                }
                TimeUnit.SECONDS.sleep(2);
                String errors = errorsDuring(server, Duration.ofSeconds(10));
                crowd.forEach(RawPeer::close);
                long start = System.nanoTime();
                try (RawPeer late = RawPeer.connect(server.port())) {
                    late.ask(ChildServer.PING, "ping");
                }
                print("no descriptors: %s, served %d ms after there were some", errors, millisSince(start));
            }
        }
    }

    /** The same while every accept fails, from its first failure on. */
    private static void failingAccept() throws Exception {
        if (!FailingAccept.isPossible()) {
            print("skipped: there is no strace here that may make accepts fail");
            return;
        }
        try (ChildServer server = ChildServer.start(FailingAccept.always())) {
            print("every accept fails: %s", errorsDuring(server, Duration.ofSeconds(10)));
        }
    }

    private static String errorsDuring(ChildServer server, Duration time) throws Exception {
        ChildServer.Report before = server.report();
        long lines = server.logged("cannot accept");
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        ChildServer.Report after = server.report();
        double seconds = time.toNanos() / 1e9;
        return String.format(
                Locale.ROOT,
                "%.1f errors and %.1f log lines a second, %.1f %% of a core",
                (after.acceptErrors() - before.acceptErrors()) / seconds,
                (server.logged("cannot accept") - lines) / seconds,
                after.cpu().minus(before.cpu()).toNanos() / seconds / 1e7);
    }

    /** A heap of 64 MiB and fifty peers that have it send and do not read, with the limits as they are by default. */
    private static void smallHeap() throws Exception {
        int stuck = 50;
        List<RawPeer> peers = new ArrayList<>();
        try (ChildServer server = ChildServer.start(List.of(), "-Xmx64m", "-XX:+ExitOnOutOfMemoryError");
                RawPeer good = RawPeer.connect(server.port())) {
            for (int i = 0; i < stuck; i++) {
                RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 4096);
                peers.add(peer);
                peer.send(ChildServer.FLOOD, "flood");
            }
            List<Double> waits = new ArrayList<>();
            long held = 0;
            long begin = System.nanoTime();
            while (server.ended(Kind.WRITE_TIMEOUT) < stuck && millisSince(begin) < 120_000) {
                long start = System.nanoTime();
                good.ask(ChildServer.PING, "ping");
                waits.add((System.nanoTime() - start) / 1e6);
                held = Math.max(held, server.report().bufferedBytes());
                TimeUnit.MILLISECONDS.sleep(5);
            }
            waits.sort(null);
            print(
                    "64 MiB and 50 stuck peers: %d dropped within %.1f s; meanwhile %d pings, p50 %.2f p99 %.2f worst"
                            + " %.1f ms; %.1f MiB held at most; %d OutOfMemoryErrors; afterwards %s",
                    server.ended(Kind.WRITE_TIMEOUT),
                    millisSince(begin) / 1e3,
                    waits.size(),
                    waits.get(waits.size() / 2),
                    waits.get(waits.size() * 99 / 100),
                    waits.getLast(),
                    held / 1048576.0,
                    server.logged("OutOfMemoryError"),
                    server.footprint());
        } finally {
            peers.forEach(RawPeer::close);
        }
    }

    /** A thousand connections that have been served once and are silent since. */
    private static void idle() throws Exception {
        int count = 1000;
        List<RawPeer> peers = new ArrayList<>();
        try (ChildServer server = ChildServer.start(List.of(), "-Dzinx.connection.idle-timeout=5m")) {
            warm(server);
            Footprint before = server.footprint();
            for (int i = 0; i < count; i++) {
                RawPeer peer = RawPeer.connect(server.port());
                peer.ask(ChildServer.PING, "ping");
                peers.add(peer);
            }
            Footprint answered = server.footprint();
            TimeUnit.SECONDS.sleep(3);
            Footprint silent = server.footprint();
            for (int round = 0; round < 3; round++) {
                Duration cpu = server.report().cpu();
                long start = System.nanoTime();
                TimeUnit.SECONDS.sleep(20);
                double used = server.report().cpu().minus(cpu).toNanos();
                print("1,000 idle connections: %.2f %% of a core", used / (System.nanoTime() - start) * 100);
            }
            print(
                    "heap of each: %.1f KiB after an answer, %.1f KiB three seconds later",
                    (answered.heap() - before.heap()) / 1024.0 / count,
                    (silent.heap() - before.heap()) / 1024.0 / count);
        } finally {
            peers.forEach(RawPeer::close);
        }
    }

    /** What a process holds after 30 cycles of start and stop, and after 300 more. */
    private static void cycles() throws Exception {
        try (Child child = Child.start(List.of(), List.of(), Cycles.class, "30", "300")) {
            print("after 30 starts and stops: %s", Footprint.parse(child.read()));
            print("after 300 more: %s", Footprint.parse(child.read()));
        }
    }

    /** When a peer is found whose link is dropped; five times, with an idle limit of 2 s. */
    private static void deadPeer() throws Exception {
        Duration idle = Duration.ofSeconds(2);
        for (int round = 0; round < 5; round++) {
            try (TwoHosts hosts = TwoHosts.connected();
                    ChildServer server = ChildServer.start(
                            hosts.command(0),
                            "-Dzinx.server.host=" + TwoHosts.FIRST,
                            "-Dzinx.connection.idle-timeout=" + idle.toMillis() + "ms");
                    Child peer = Child.start(
                            hosts.command(1), List.of(), FarPeer.class, TwoHosts.FIRST, "" + server.port())) {
                peer.read(); // its last sign of life
                long start = System.nanoTime();
                hosts.dropLink();
                while (server.ended(Kind.IDLE_TIMEOUT) == 0) {
                    if (millisSince(start) > 60_000) {
                        throw new SocketTimeoutException("it was not found");
                    }
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                print("dead peer, idle limit 2 s: found %d ms after its last sign of life", millisSince(start));
            } catch (IOException e) {
                print("skipped: %s", e.getMessage());
                return;
            }
        }
    }

    private static void warm(ChildServer server) throws IOException {
        for (int i = 0; i < 200; i++) {
            try (RawPeer peer = RawPeer.connect(server.port())) {
                peer.ask(ChildServer.PING, "ping");
            }
        }
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
