package io.github.zinx.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** The command {@code peer NAME --port P}: one server in this process, until its standard input ends. */
public final class Peer {

    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";
    private static final int FAILED = 1;
    private static final int MISUSED = 64;
    private static final int MAX_PORT = 65_535;

    private Peer() {}

    /** Serves; ends the JVM with 0 when it is told to, 64 if the arguments are not understood and 1 if it cannot. */
    public static void main(String[] args) {
        atLeastTwoCarriers();
        if (System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "warn"); // read when the first logger is made
        }
        System.exit(run(args));
    }

    /** As the demo does: with one carrier, handlers that compute keep new connections waiting. */
    private static void atLeastTwoCarriers() {
        if (Integer.getInteger(CARRIERS, Runtime.getRuntime().availableProcessors()) < 2) {
            System.setProperty(CARRIERS, "2"); // read by the first virtual thread
        }
    }

    /** Serves until standard input ends; returns the code to exit with. */
    static int run(String[] args) {
        if (args.length != 3 || !args[1].equals("--port") || !isPort(args[2])) {
            return misused("usage: peer NAME --port P, where NAME is one of " + names());
        }
        PeerServer server = Peers.create(args[0]).orElse(null);
        if (server == null) {
            return misused("there is no peer '" + args[0] + "'; there are " + names());
        }
        try {
            Control control = new Control(flags(server), System.out);
            control.ready(server.start(Integer.parseInt(args[2])));
            control.obey(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
            return 0;
        } catch (IOException | RuntimeException | LinkageError e) {
            System.err.println("peer " + args[0] + ": " + e);
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static boolean isPort(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) <= MAX_PORT;
    }

    private static int misused(String what) {
        System.err.println(what);
        return MISUSED;
    }

    private static String names() {
        return String.join(", ", Peers.names());
    }

    private static String flags(PeerServer server) {
        String collector = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName)
                .collect(Collectors.joining(" + "));
        return String.join(
                " | ",
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                "JVM flags: "
                        + String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()),
                collector + ", heap at most " + Runtime.getRuntime().maxMemory() / (1024 * 1024) + " MiB",
                carriers() + " carriers on " + Runtime.getRuntime().availableProcessors() + " processors",
                server.settings() + "; TCP_NODELAY, backlog " + Wire.BACKLOG,
                "burn at " + Burn.speed());
    }

    private static int carriers() {
        return Integer.getInteger(CARRIERS, Runtime.getRuntime().availableProcessors());
    }
}
