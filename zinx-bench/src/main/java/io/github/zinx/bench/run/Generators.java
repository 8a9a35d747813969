package io.github.zinx.bench.run;

import io.github.zinx.bench.report.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The two load generators: the one in Java has every load, the one in C, where it could be compiled, has those that need speed.
 *
 * @param inC the path of the compiled one; empty where there is none
 */
record Generators(String inC) {

    private static final Set<Kind> IN_C = Set.of(Kind.ECHO, Kind.OPEN, Kind.FAIRNESS);

    boolean hasC() {
        return !inC.isEmpty();
    }

    /** Whether {@code load} is made by the one in C. */
    boolean isInC(Load load) {
        return hasC() && IN_C.contains(load.kind());
    }

    /** The command that puts {@code load} on a server for {@code measured}. */
    List<String> command(Load load, int port, Duration measured, long seed) {
        boolean c = isInC(load);
        List<String> command = new ArrayList<>(c ? List.of(inC) : OwnJvm.command(List.of()));
        if (!c) {
            command.add("generate");
        }
        long measuredMillis = measured.toMillis();
        // The one in Java is compiled anew each time, which takes a while.
        long warmupMillis = Math.max(c ? 300 : 1_000, measuredMillis / (c ? 5 : 2));
        add(command, "--host", "127.0.0.1");
        add(command, "--port", port);
        add(command, "--mode", mode(load.kind()));
        add(command, "--connections", load.connections());
        add(command, "--depth", load.depth());
        add(command, "--payload", load.payload());
        add(command, "--warmup", warmupMillis + "ms");
        add(command, "--duration", measuredMillis + "ms");
        add(command, "--seed", seed);
        if (load.rate() > 0) {
            add(command, "--rate", load.rate());
        }
        if (load.burn() > 0) {
            add(command, "--burn", load.burn());
        }
        if (load.burst() > 0) {
            add(command, "--burst", load.burst());
        }
        return command;
    }

    private static String mode(Kind kind) {
        return switch (kind) {
            case ECHO -> "echo";
            case OPEN -> "open";
            case CONNECT -> "connect";
            case BROADCAST -> "broadcast";
            case IDLE -> "idle";
            case FAIRNESS -> "fairness";
            case STORM -> "storm";
        };
    }

    private static void add(List<String> command, String option, Object value) {
        command.add(option);
        command.add(value.toString());
    }
}
