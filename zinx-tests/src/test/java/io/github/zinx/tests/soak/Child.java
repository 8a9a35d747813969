package io.github.zinx.tests.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A JVM of the soak's own. It ends when this one does. */
final class Child implements AutoCloseable {

    private static final long POLL = 500;

    private static final Pattern ERROR =
            Pattern.compile("\\bERROR\\b|Exception in thread|OutOfMemoryError|StackOverflowError in");

    private final String name;
    private final Process process;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final AtomicLong errorLines = new AtomicLong();
    private final Report ready;

    private Child(String name, Process process, Path log, Consumer<String> errors) throws IOException {
        this.name = name;
        this.process = process;
        daemon(process.getInputStream(), answers::add);
        PrintStream copy = new PrintStream(Files.newOutputStream(log), true, StandardCharsets.UTF_8);
        daemon(process.getErrorStream(), line -> {
            copy.println(line);
            if (ERROR.matcher(line).find()) {
                errorLines.incrementAndGet();
                errors.accept(name + ": " + line);
            }
        });
        ready = answer("start", Duration.ofMinutes(1));
    }

    /** Starts one, and returns when it is ready; {@code errors} gets its log lines at ERROR, all go to a file. */
    static Child start(String name, Class<?> main, Path folder, Consumer<String> errors, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Xms256m",
                "-Dorg.slf4j.simpleLogger.logFile=System.err",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        return new Child(name, new ProcessBuilder(command).start(), folder.resolve(name + ".log"), errors);
    }

    private static void daemon(InputStream stream, Consumer<String> lines) {
        Thread.ofPlatform().daemon().start(() -> {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                in.lines().forEach(lines);
            } catch (IOException | UncheckedIOException e) {
                // its end, which shows elsewhere
            }
        });
    }

    /** Returns what it said when it was ready. */
    Report ready() {
        return ready;
    }

    /** Returns how many lines it has logged that it should not. */
    long errorLines() {
        return errorLines.get();
    }

    /**
     * Tells it to do something, and returns what it says then.
     *
     * @throws IOException if it does not answer in time, has ended, or says that it failed
     */
    Report ask(String word, Duration atMost) throws IOException {
        process.getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return answer(word, atMost);
    }

    private Report answer(String word, Duration atMost) throws IOException {
        try {
            String line = null;
            // Counted and not timed: while everything stands still, this does as well.
            for (long polls = atMost.toMillis() / POLL; line == null && polls > 0; polls--) {
                boolean alive = process.isAlive();
                line = answers.poll(alive ? POLL : 0, TimeUnit.MILLISECONDS);
                if (line == null && !alive) {
                    throw new IOException("the " + name + " has ended with code " + process.exitValue());
                }
            }
            if (line == null) {
                throw new IOException("the " + name + " did not do '" + word + "' within " + atMost);
            }
            Report report = Report.parse(line);
            if (report.get("failed") > 0) {
                throw new IOException("the " + name + " could not do '" + word + "'; see its log");
            }
            return report;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
