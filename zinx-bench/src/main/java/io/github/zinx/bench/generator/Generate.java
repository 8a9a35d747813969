package io.github.zinx.bench.generator;

import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The load generator's program: offers one load to one server and prints what came of it as one line of JSON. */
public final class Generate {

    private static final int FAILED = 1;
    private static final int USAGE = 64;

    private Generate() {}

    /**
     * Runs on this thread, prints the result to the standard output and ends the JVM: with 0 if it ran, whatever faults
     * it found, 1 if it could not, and 64 if an option is wrong. Diagnostics go to the standard error. In mode idle a
     * line before the result says that all connections are open and silent, and a line or the end of the standard input
     * ends the run.
     */
    public static void main(String[] args) {
        System.exit(status(args));
    }

    static int status(String[] args) {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("generate: " + e.getMessage());
            return USAGE;
        }
        try {
            Map<String, Object> result = Run.run(options, System.in, System.out);
            System.out.println(JsonMapper.shared().writeValueAsString(result));
            return 0;
        } catch (IOException | IllegalStateException e) {
            System.err.println("generate: " + e.getMessage());
            return FAILED;
        }
    }
}
