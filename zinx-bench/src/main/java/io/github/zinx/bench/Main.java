package io.github.zinx.bench;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/** The jar's entry: the first argument says which of its programs runs, the others are that program's own. */
public final class Main {

    private static final int USAGE = 64;

    private Main() {}

    /** Runs the program that the first argument names, on this thread; ends with 64 where it names none. */
    public static void main(String[] args) throws Throwable {
        String program = switch (args.length == 0 ? "" : args[0]) {
            case "run" -> "io.github.zinx.bench.run.Bench";
            case "generate" -> "io.github.zinx.bench.generator.Generate";
            case "peer" -> "io.github.zinx.bench.peers.Peer";
            case "standing-back" -> "io.github.zinx.dispatch.StandingBack";
            case "jmh" -> "org.openjdk.jmh.Main";
            default -> "";
        };
        if (program.isEmpty()) {
            System.err.println("usage: java -jar zinx-bench.jar run|generate|peer|jmh|standing-back [ARGUMENT...]");
            System.exit(USAGE);
        }
        try {
            // By name, so that each program starts with its own classes alone in memory.
            Class.forName(program).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
