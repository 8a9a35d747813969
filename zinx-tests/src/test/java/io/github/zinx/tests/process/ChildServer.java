package io.github.zinx.tests.process;

import com.sun.management.OperatingSystemMXBean;
import io.github.zinx.CloseReason;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Request;
import io.github.zinx.SendTimeoutException;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A server in a process of its own. It answers {@link #PING}, sends without end to whoever asks for {@link #FLOOD}, ignores
 * {@link #IGNORED}, and tells what it counts. Its configuration are system properties of its JVM.
 */
final class ChildServer implements AutoCloseable {

    static final int PING = 0;
    static final int FLOOD = 1;
    static final int IGNORED = 2;

    private static final String FOOTPRINT = "footprint";

    private final Child child;
    private final int port;

    /** Counters of the child. */
    record Report(long acceptErrors, Duration cpu, int connections, long accepted, long bufferedBytes) {}

    private ChildServer(Child child) throws IOException {
        this.child = child;
        port = Integer.parseInt(child.read());
    }

    /** Starts a server in a JVM with these arguments, under a command that runs the command which follows it. */
    static ChildServer start(List<String> prefix, String... jvm) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-Dzinx.server.host=127.0.0.1", "-Dzinx.server.port=0"));
        arguments.addAll(List.of(jvm));
        return new ChildServer(Child.start(prefix, arguments, ChildServer.class));
    }

    /** Starts a server that may have so many descriptors open. */
    static ChildServer start(int descriptors) throws IOException {
        return start(List.of("sh", "-c", "ulimit -n " + descriptors + " && exec \"$0\" \"$@\""));
    }

    int port() {
        return port;
    }

    /** See {@link Child#pause}. */
    void pause() throws IOException, InterruptedException {
        child.pause();
    }

    /** See {@link Child#goOn}. */
    void goOn() throws IOException, InterruptedException {
        child.goOn();
    }

    /** Returns how many lines the child has logged that contain this text. */
    long logged(String text) {
        return child.logged(text);
    }

    Report report() throws IOException {
        long[] numbers = Arrays.stream(child.ask("").split(" ", -1))
                .mapToLong(Long::parseLong)
                .toArray();
        return new Report(numbers[0], Duration.ofNanos(numbers[1]), (int) numbers[2], numbers[3], numbers[4]);
    }

    /** Looks at all that it holds; this needs descriptors. */
    Footprint footprint() throws IOException {
        return Footprint.parse(child.ask(FOOTPRINT));
    }

    /** Returns how many connections have ended for this reason. */
    long ended(CloseReason.Kind reason) throws IOException {
        return Long.parseLong(child.ask(reason.name()));
    }

    @Override
    public void close() throws IOException {
        child.close();
    }

    @Override
    public String toString() {
        return child.toString();
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        BufferedReader in = Child.reader(System.in);
        try (Server server = Server.create(ServerConfig.fromEnvironment())
                .handle(PING, request -> request.reply("pong"))
                .handle(FLOOD, ChildServer::flood)
                .handle(IGNORED, request -> {})
                .start()) {
            try (RawPeer first = RawPeer.connect(server)) {
                first.ask(PING, "ping"); // classes come from folders here, and could not be loaded without descriptors
            }
            answer(server, "");
            answer(server, CloseReason.Kind.CLOSED_BY_PEER.name());
            out.println(server.port());
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(answer(server, line));
            }
        }
    }

    private static String answer(Server server, String asked) {
        if (asked.equals(FOOTPRINT)) {
            return Footprint.take().line();
        }
        var stats = server.stats();
        if (!asked.isEmpty()) {
            return "" + stats.closed(CloseReason.Kind.valueOf(asked));
        }
        long cpu = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        return stats.acceptErrors() + " " + cpu + " " + stats.connections() + " " + stats.accepted() + " "
                + stats.bufferedBytes();
    }

    /** Goes on when the handler has returned, in spite of all that says that there is no room. */
    private static void flood(Request request) {
        byte[] data = new byte[2048];
        Thread.startVirtualThread(() -> {
            while (true) {
                try {
                    request.reply(data);
                } catch (SendTimeoutException e) {
                    LockSupport.parkNanos(5_000_000);
                } catch (ConnectionClosedException | InterruptedException e) {
                    return;
                }
            }
        });
    }
}
