package io.github.zinx.tests.measure;

import io.github.zinx.CloseReason;
import io.github.zinx.Connection;
import io.github.zinx.Message;
import io.github.zinx.Request;
import io.github.zinx.Router;
import io.github.zinx.WorkerSettings;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.dispatch.DispatchEvents;
import io.github.zinx.dispatch.Holding;
import io.github.zinx.dispatch.Mailbox;
import io.github.zinx.dispatch.ReaderDispatcher;
import io.github.zinx.server.Server;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what the decision records quote. After a build:
 *
 * <pre>java -cp zinx-tests/target/test-classes:zinx-demo/target/zinx-demo.jar io.github.zinx.tests.measure.Measure NAME</pre>
 *
 * with one of the names in {@link #main}.
 */
public final class Measure {

    private Measure() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments.length == 1 ? arguments[0] : "") {
            case "send" -> send();
            case "lane" -> lane();
            case "linger" -> linger();
            case "carriers" -> carriers();
            case "slow-reader" -> slowReader();
            case "idle" -> idle();
            case "receive" -> receive();
            case "slow-consumer" -> PeerFigures.slowConsumer();
            case "slow-senders" -> PeerFigures.slowSenders();
            case "illegal" -> PeerFigures.illegal();
            case "gigabytes" -> PeerFigures.gigabytes();
            case "busy-stop" -> PeerFigures.busyStop();
            case "mixed-sends" -> OrderFigures.mixed();
            case "pipelined" -> OrderFigures.pipelined();
            case "wake-ups" -> OrderFigures.wakeUps();
            case "replies-first" -> OrderFigures.repliesFirst();
            default ->
                System.err.println("one of: send, lane, linger, carriers, slow-reader, idle, receive, slow-consumer,"
                        + " slow-senders, illegal, gigabytes, busy-stop, mixed-sends, pipelined, wake-ups,"
                        + " replies-first");
        }
        System.exit(0);
    }

    /** What one send costs a handler, 32 bytes, to a peer that reads: rounds of both kinds in turn. */
    private static void send() throws Exception {
        int count = 100_000;
        CompletableFuture<String> result = new CompletableFuture<>();
        try (Server server = TestServer.start(s -> s.handle(1, request -> {
                    Connection connection = request.connection();
                    List<Double> unbuffered = new ArrayList<>();
                    List<Double> buffered = new ArrayList<>();
                    for (int round = 0; round < 7; round++) {
                        unbuffered.add(microsEach(count, () -> connection.send(1, new byte[32])));
                        buffered.add(microsEach(count, () -> connection.sendBuffered(1, new byte[32])));
                    }
                    result.complete(String.format(
                            Locale.ROOT,
                            "microseconds each, median of 7 x %,d: send %.2f, sendBuffered %.2f",
                            count,
                            median(unbuffered),
                            median(buffered)));
                }));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "go");
            Thread.ofPlatform().daemon().start(() -> readAll(peer));
            print("%s", result.get());
        }
    }

    /** How long a healthy connection waits beside a stuck one on the only lane, pinged every 10 ms. */
    private static void lane() throws Exception {
        try (Server server = TestServer.start(
                        config -> config.workers(1)
                                .sendTimeout(Duration.ofSeconds(5))
                                .writeTimeout(Duration.ofSeconds(30)),
                        s -> s.handle(0, r -> r.reply("pong")).handle(1, Measure::flood));
                RawPeer stuck = RawPeer.connect(server.port(), Layout.LTV_LE, 4096);
                RawPeer healthy = RawPeer.connect(server.port())) {
            for (int i = 0; i < 50; i++) {
                healthy.ask(0, "warm");
            }
            stuck.send(1, "flood");
            double[] waits = new double[800];
            long start = System.nanoTime();
            for (int i = 0; i < waits.length; i++) {
                long due = start + i * 10_000_000L;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                healthy.ask(0, "ping");
                waits[i] = (System.nanoTime() - due) / 1e6;
            }
            Arrays.sort(waits);
            print("ping beside a stuck peer on the same lane, 8 s, every 10 ms from the intended time, ms:");
            print("  p50 %.2f  p99 %.2f  worst %.2f", waits[400], waits[792], waits[799]);
        }
    }

    /** How many of 40 ends deliver a megabyte although input lies unread. */
    private static void linger() throws Exception {
        int complete = 0;
        for (int i = 0; i < 40; i++) {
            try (Server server = TestServer.start(
                            config -> config.maxFrameLength(64 * 1024).sendQueueBytes(4 << 20),
                            s -> s.handle(1, r -> {
                                for (int n = 0; n < 32; n++) {
                                    r.reply(new byte[32 * 1024]);
                                }
                                r.connection().close();
                            }));
                    RawPeer peer = RawPeer.connect(server.port())) {
                peer.send(1, "go");
                for (int n = 0; n < 2000; n++) {
                    peer.send(9, "unread"); // what is on its way when the server closes
                }
                if (peer.readToEnd() == 32L * (32 * 1024 + 8)) {
                    complete++;
                }
            }
        }
        print("ends complete with 1 MiB of replies and unread input: %d of 40", complete);
    }

    /** How long new connections wait for their first answer while four others burn 1 to 10 ms a message. */
    private static void carriers() throws Exception {
        try (Server server =
                TestServer.start(s -> s.handle(0, r -> r.reply("pong")).handle(1, r -> {
                    burn(1 + (r.data().length % 10));
                    r.reply("burnt");
                }))) {
            for (int i = 0; i < 4; i++) {
                int size = i * 3;
                RawPeer busy = RawPeer.connect(server.port());
                Thread.ofPlatform().daemon().start(() -> {
                    try {
                        while (true) {
                            busy.send(1, new byte[size]);
                            busy.receive();
                        }
                    } catch (IOException e) {
                        // the end of the measurement
                    }
                });
            }
            double[] waits = new double[50];
            for (int i = 0; i < waits.length; i++) {
                long start = System.nanoTime();
                try (RawPeer fresh = RawPeer.connect(server.port())) {
                    fresh.ask(0, "ping");
                }
                waits[i] = (System.nanoTime() - start) / 1e6;
                TimeUnit.MILLISECONDS.sleep(100);
            }
            Arrays.sort(waits);
            print(
                    "carriers %s: a new connection's first answer, ms: p50 %.1f  worst %.1f",
                    System.getProperty("jdk.virtualThreadScheduler.parallelism", "default"), waits[25], waits[49]);
        }
    }

    /** Whether a peer that reads 20 KB a second is kept, and what the longest silence between two writes costs. */
    private static void slowReader() throws Exception {
        for (int perSecond : new int[] {20_000, 8_000, 2_000}) {
            CompletableFuture<CloseReason> ended = new CompletableFuture<>();
            try (Server server = TestServer.start(
                            config -> config.maxFrameLength(64 * 1024).sendTimeout(Duration.ofMinutes(2)),
                            s -> s.handle(1, Measure::flood).onStop((c, why) -> ended.complete(why)));
                    RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, 4096)) {
                peer.send(1, "flood");
                long start = System.nanoTime();
                byte[] buffer = new byte[perSecond / 10];
                while (!ended.isDone() && System.nanoTime() - start < 45_000_000_000L) {
                    peer.socket().getInputStream().readNBytes(buffer, 0, buffer.length);
                    TimeUnit.MILLISECONDS.sleep(100);
                }
                print(
                        "a peer reading %,d bytes/s, write limit 10 s: %s",
                        perSecond,
                        ended.isDone()
                                ? "cut after " + (System.nanoTime() - start) / 1_000_000_000 + " s, " + ended.get()
                                : "kept for 45 s");
            }
        }
    }

    /** The CPU that 1,000 idle connections cost. */
    private static void idle() throws Exception {
        List<RawPeer> peers = new ArrayList<>();
        try (Server server = TestServer.start(
                config -> config.idleTimeout(Duration.ofMinutes(5)), s -> s.handle(0, r -> r.reply("pong")))) {
            for (int i = 0; i < 1000; i++) {
                RawPeer peer = RawPeer.connect(server.port());
                peer.ask(0, "ping");
                peers.add(peer);
            }
            TimeUnit.SECONDS.sleep(3);
            var os = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long before = os.getProcessCpuTime();
            TimeUnit.SECONDS.sleep(20);
            print("1,000 idle connections: %.2f %% of a core", (os.getProcessCpuTime() - before) / 20e9 * 100);
        }
    }

    /** What one received message costs besides its handler: in the mailbox alone, and from the socket on. */
    private static void receive() throws Exception {
        int inMailbox = 5_000_000;
        Router router = new Router();
        router.handle(1, request -> {});
        Mailbox mailbox = new ReaderDispatcher(
                        new WorkerSettings(0, WorkerSettings.Threads.VIRTUAL, 1024, 1 << 20, 1),
                        router,
                        new DispatchEvents() {},
                        "measure-task-")
                .mailbox(0, Holding.UNBOUNDED);
        int overSocket = 1_000_000;
        byte[] frames = new byte[1000 * 40];
        for (int i = 0; i < 1000; i++) {
            System.arraycopy(Layout.LTV_LE.frame(1, new byte[32]), 0, frames, i * 40, 40);
        }
        var os = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        List<Double> mailboxes = new ArrayList<>();
        List<Double> sockets = new ArrayList<>();
        try (Server server =
                        TestServer.start(s -> s.handle(1, request -> {}).handle(2, request -> request.reply("done")));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.ask(2, "there?");
            Request request =
                    new Request(server.connections().find(0).orElseThrow(), Message.of(1, "x"), server.connections());
            for (int round = 0; round < 9; round++) {
                long own = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                for (int i = 0; i < inMailbox; i++) {
                    mailbox.accept(request);
                }
                mailboxes.add(
                        (double) (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - own) / inMailbox);
                long cpu = os.getProcessCpuTime();
                for (int i = 0; i < overSocket / 1000; i++) {
                    peer.write(frames);
                }
                peer.ask(2, "all there?");
                sockets.add((double) (os.getProcessCpuTime() - cpu) / overSocket);
            }
        }
        print(
                "ns of CPU a message, median of 9 rounds (least): through a mailbox without workers %.0f (%.0f),"
                        + " from the peer's write to the pool's handler %.0f (%.0f)",
                median(mailboxes), least(mailboxes), median(sockets), least(sockets));
    }

    private static double least(List<Double> values) {
        return values.stream().sorted().toList().getFirst();
    }

    private static void flood(Request request) throws InterruptedException {
        while (true) {
            request.reply(new byte[2048]);
        }
    }

    private static void burn(int millis) {
        long end = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static void readAll(RawPeer peer) {
        try {
            peer.timeout(Duration.ofMinutes(5));
            peer.readToEnd();
        } catch (IOException e) {
            // the end of the measurement
        }
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    private static double microsEach(int count, Step step) throws InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            step.run();
        }
        return (System.nanoTime() - start) / 1e3 / count;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
