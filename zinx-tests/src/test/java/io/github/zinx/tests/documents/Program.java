package io.github.zinx.tests.documents;

import static org.awaitility.Awaitility.await;

import io.github.zinx.tests.documents.Markdown.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program from a document, run as its reader runs it: saved to a file that {@code java} is given, in a JVM of its own.
 * The port 7777 that it names becomes another one, on the loopback.
 */
final class Program implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern PORT = Pattern.compile("listens on \\S*:(\\d+) ");

    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;

    private Program(String name, Process process, Path out, Path err) {
        this.name = name;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts the program with this port; a server finds one by itself with 0. */
    static Program start(Block block, Path folder, int port) throws IOException {
        String name = JavaBlocks.typesOf(block).getFirst();
        Path source = folder.resolve(name + ".java");
        String local = block.content().replace(".port(7777)", ".host(\"127.0.0.1\").port(" + port + ")");
        Files.writeString(source, local);
        Path out = folder.resolve(name + ".out");
        Path err = folder.resolve(name + ".err");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1"); // it ends before more would pay
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=info");
        command.addAll(List.of("-cp", JavaBlocks.classPath(), source.toString()));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Program(name, process, out, err);
    }

    /** Waits until the program serves; returns on which port. */
    int port() {
        awaitThat(text -> PORT.matcher(text).find(), err, "that it listens");
        Matcher port = PORT.matcher(read(err));
        return port.find() ? Integer.parseInt(port.group(1)) : 0;
    }

    void type(String line) throws IOException {
        Writer keyboard = process.outputWriter();
        keyboard.write(line + "\n");
        keyboard.flush();
    }

    /** Waits until the program has printed this line. */
    void awaitLine(String line) {
        awaitThat(text -> text.lines().anyMatch(line::equals), out, line);
    }

    /** Ends its input, and waits for its end; returns the exit code. */
    int endOfInput() throws Exception {
        process.outputWriter().close();
        return exitCode();
    }

    /** Tells it to end, by a signal (SIGTERM). */
    void signal() {
        process.toHandle().destroy(); // Process.destroy closes the streams too
    }

    /** Ends it by a signal (SIGTERM), and waits for its end; returns the exit code. */
    int terminate() throws InterruptedException {
        signal();
        return exitCode();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits for its end; returns the exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(name + " does not end\n" + this);
        }
        return process.exitValue();
    }

    private void awaitThat(Predicate<String> shown, Path file, String what) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> shown.test(read(file)) || !process.isAlive());
        if (!shown.test(read(file))) {
            throw new AssertionError(name + " has ended before it came to show " + what + "\n" + this);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "stdout of " + name + ":\n" + read(out) + "stderr:\n" + read(err);
    }
}
