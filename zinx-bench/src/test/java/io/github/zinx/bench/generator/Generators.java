package io.github.zinx.bench.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Runs either generator and gives what it found. */
enum Generators {
    JAVA,
    C;

    private static final Path FOLDER = Path.of("target", "native");

    Map<String, Object> run(String options) throws Exception {
        List<String> args = new ArrayList<>(List.of(options.trim().split(" +")));
        return this == JAVA ? java(args) : c(args);
    }

    private static Map<String, Object> java(List<String> args) throws IOException {
        return Run.run(
                Options.parse(args.toArray(String[]::new)),
                new ByteArrayInputStream(new byte[] {'\n'}),
                new PrintStream(OutputStream.nullOutputStream()));
    }

    private static Map<String, Object> c(List<String> args) throws Exception {
        return result(start(args));
    }

    /** The one in C, as a process. */
    static Process start(List<String> options) throws Exception {
        Optional<Path> program = NativeGenerator.compile(FOLDER, System.err);
        assumeTrue(program.isPresent(), "no C compiler");
        List<String> command = new ArrayList<>(options);
        command.addFirst(program.get().toString());
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static Map<String, Object> result(Process process) throws Exception {
        try (InputStream out = process.getInputStream()) {
            byte[] line = out.readAllBytes();
            assertEquals(0, process.waitFor());
            return JsonMapper.shared().readValue(line, new TypeReference<Map<String, Object>>() {});
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    static long number(Map<String, Object> result, String field) {
        return ((Number) result.get(field)).longValue();
    }
}
