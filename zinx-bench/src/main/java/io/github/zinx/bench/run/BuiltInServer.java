package io.github.zinx.bench.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One of the servers that come with the bench: it says on standard output when it is ready, and takes questions on its input. */
final class BuiltInServer implements Server {

    private static final int START_SECONDS = 30;
    private static final int ANSWER_SECONDS = 60;

    private final String name;
    private final Process process;
    private final Path log;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final int port;
    private final String flags;

    private BuiltInServer(String name, Process process, Path log) throws PeerFailed, InterruptedException {
        this.name = name;
        this.process = process;
        this.log = log;
        Thread.ofVirtual().start(this::read);
        this.port = Integer.parseInt(answer("READY ", START_SECONDS));
        this.flags = answer("FLAGS ", START_SECONDS);
    }

    /** Starts it on a free port and waits until it accepts. */
    static BuiltInServer start(BuiltIn peer, Children children, Cores cores, Path log)
            throws IOException, PeerFailed, InterruptedException {
        List<String> flags = new ArrayList<>(BuiltIn.HEAP);
        flags.addAll(peer.jvmFlags());
        List<String> command = new ArrayList<>(OwnJvm.command(flags));
        command.addAll(List.of("peer", peer.name(), "--port", "0"));
        Process process = children.start(new ProcessBuilder(cores.serverCommand(command)).redirectError(log.toFile()));
        boolean started = false;
        try {
            BuiltInServer server = new BuiltInServer(peer.name(), process, log);
            started = true;
            return server;
        } finally {
            if (!started) {
                Children.end(process);
            }
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String flags() {
        return flags;
    }

    @Override
    public List<Long> pids() {
        return List.of(process.pid());
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public String lastWords() {
        return LogTail.of(log);
    }

    @Override
    public long liveHeap() throws PeerFailed, InterruptedException {
        try {
            Writer questions = process.outputWriter();
            questions.write("heap\n");
            questions.flush();
        } catch (IOException e) {
            throw new PeerFailed(name + " takes no questions: " + lastWords());
        }
        return Long.parseLong(answer("HEAP ", ANSWER_SECONDS));
    }

    @Override
    public void close() {
        Children.end(process);
    }

    private String answer(String word, int seconds) throws PeerFailed, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (true) {
            String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null || line.isEmpty()) {
                throw new PeerFailed(name + (line == null ? " was silent: " : " ended: ") + lastWords());
            }
            if (line.startsWith(word)) {
                return line.substring(word.length()).strip();
            }
        }
    }

    /** An empty line stands for the end. */
    private void read() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().filter(line -> !line.isBlank()).forEach(lines::add);
        } catch (IOException | java.io.UncheckedIOException e) {
            // it was ended
        } finally {
            lines.add("");
        }
    }
}
