package io.github.zinx.tests.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own that runs a main class of these tests, is told lines and answers each with one. What it logs is kept.
 * The end of its input, which this process's own end is too, tells it to end.
 */
final class Child implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;
    private final Queue<String> log = new ConcurrentLinkedQueue<>();

    private Child(Process process) {
        this.process = process;
        out = reader(process.getInputStream());
        Thread.ofPlatform()
                .daemon()
                .start(() -> reader(process.getErrorStream()).lines().forEach(log::add));
    }

    /**
     * Starts a main class.
     *
     * @param prefix a command that runs the command which follows it, such as {@code nsenter}; empty for none
     * @param jvm arguments for the JVM
     */
    static Child start(List<String> prefix, List<String> jvm, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new Child(new ProcessBuilder(command).start());
    }

    /** Returns the next line that it writes. */
    String read() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the child has ended: " + log);
        }
        return line;
    }

    /** Tells it a line and returns its answer. */
    String ask(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return read();
    }

    /** Returns how many lines it has logged that contain this text. */
    long logged(String text) {
        return log.stream().filter(line -> line.contains(text)).count();
    }

    /** Lets the process stand still, as a paused container does. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on. */
    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int failure = new ProcessBuilder("kill", "-" + name, "" + process.pid())
                .start()
                .waitFor();
        if (failure != 0) {
            throw new IOException("kill -" + name + " failed: " + failure);
        }
    }

    /** Ends its input and waits for its end. */
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

    @Override
    public String toString() {
        return String.join("\n", log);
    }

    static BufferedReader reader(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
}
