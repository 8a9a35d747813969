package io.github.zinx.bench.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One generator at work. */
final class GeneratorRun implements AutoCloseable {

    private final Process process;
    private final Path log;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private GeneratorRun(Process process, Path log) {
        this.process = process;
        this.log = log;
        Thread.ofVirtual().start(this::read);
    }

    static GeneratorRun start(List<String> command, Children children, Path log) throws IOException {
        return new GeneratorRun(children.start(new ProcessBuilder(command).redirectError(log.toFile())), log);
    }

    long pid() {
        return process.pid();
    }

    /**
     * Waits for its next line.
     *
     * @throws PeerFailed if it ends without one, or does not write one in time
     */
    String line(long millis) throws PeerFailed, InterruptedException {
        String line = lines.poll(millis, TimeUnit.MILLISECONDS);
        if (line == null) {
            throw new PeerFailed("the generator did not end within " + millis / 1_000 + " s: " + LogTail.of(log));
        }
        if (line.isEmpty()) {
            throw new PeerFailed("the generator ended with code " + process.waitFor() + ": " + LogTail.of(log));
        }
        return line;
    }

    /** Whether it ends within this time. */
    boolean endsWithin(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** Tells one that holds idle connections to let them go. */
    void release() throws IOException {
        process.getOutputStream().close();
    }

    @Override
    public void close() {
        Children.end(process);
    }

    /** An empty line stands for the end. */
    private void read() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().filter(line -> !line.isBlank()).forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            // it was ended
        } finally {
            lines.add("");
        }
    }
}
