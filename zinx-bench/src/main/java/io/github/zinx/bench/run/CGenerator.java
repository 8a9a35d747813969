package io.github.zinx.bench.run;

import io.github.zinx.bench.generator.NativeGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/** Finds out whether the load generator in C can be had. */
final class CGenerator {

    private CGenerator() {}

    /**
     * Compiles it into {@code folder} unless {@code wanted} is {@code java}; says on {@code messages} what came of it.
     *
     * @throws Misuse if it is wanted and cannot be had
     */
    static Generators choose(String wanted, Path folder, PrintStream messages)
            throws IOException, InterruptedException, Misuse {
        if (wanted.equals("java")) {
            return new Generators("");
        }
        Optional<Path> program = NativeGenerator.compile(folder, messages);
        if (program.isEmpty() && wanted.equals("c")) {
            throw new Misuse("--generator c: it cannot be had on this machine");
        }
        return new Generators(program.map(Path::toString).orElse(""));
    }
}
