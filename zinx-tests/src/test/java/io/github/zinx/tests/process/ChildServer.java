package io.github.zinx.tests.process;

import com.sun.management.OperatingSystemMXBean;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server in a process of its own, which answers id 0. Each line it is sent makes it print its accept errors and the CPU
 * it has used; the end of its input makes it stop.
 */
final class ChildServer implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final int port;

    /** Counters of the child. */
    record Report(long acceptErrors, Duration cpu) {}

    private ChildServer(Process process) throws IOException {
        this.process = process;
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Thread.ofPlatform()
                .daemon()
                .start(() -> new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))
                        .lines()
                        .forEach(log::add));
        String first = out.readLine();
        if (first == null) {
            throw new IOException("the child ended: " + log);
        }
        port = Integer.parseInt(first);
    }

    /** Starts a server that may have so many descriptors open. */
    static ChildServer start(int descriptors) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                "sh",
                "-c",
                "ulimit -n " + descriptors + " && exec \"$0\" \"$@\"",
                java,
                "-cp",
                System.getProperty("java.class.path"),
                ChildServer.class.getName());
        return new ChildServer(new ProcessBuilder(command).start());
    }

    int port() {
        return port;
    }

    /** Returns how many lines the child has logged that contain this text. */
    long logged(String text) {
        return log.stream().filter(line -> line.contains(text)).count();
    }

    Report report() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        String[] numbers = out.readLine().split(" ", -1);
        return new Report(Long.parseLong(numbers[0]), Duration.ofNanos(Long.parseLong(numbers[1])));
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Server server = TestServer.start(s -> s.handle(0, request -> request.reply("pong")))) {
            try (RawPeer first = RawPeer.connect(server.port())) {
                first.ask(0, "ping"); // classes come from folders here, and could not be loaded without descriptors
            }
            server.stats();
            cpu();
            out.println(server.port());
            while (in.readLine() != null) {
                out.println(server.stats().acceptErrors() + " " + cpu().toNanos());
            }
        }
    }

    private static Duration cpu() {
        return Duration.ofNanos(
                ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime());
    }
}
