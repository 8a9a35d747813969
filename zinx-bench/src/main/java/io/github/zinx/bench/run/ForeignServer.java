package io.github.zinx.bench.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that any command starts. All that is known of it is the port that it was told to listen on. */
final class ForeignServer implements Server {

    private static final int START_SECONDS = 30;
    private static final int CONNECT_MILLIS = 500;
    private static final int PAUSE_MILLIS = 50;

    /**
     * Runs the command in a session of its own, where there is {@code setsid}, and ends that session when standard input does: also
     * when the bench was killed and can end nothing any more. The plain number beside the group's is for a command so new that it has
     * no group yet.
     */
    private static final String GUARD = """
            exec 3<&0
            if command -v setsid >/dev/null 2>&1
            then setsid sh -c "$1" </dev/null 3<&- &
            else sh -c "$1" </dev/null 3<&- &
            fi
            child=$!
            end() { kill -s "$1" -- "-$child" 2>/dev/null; kill -s "$1" -- "$child" 2>/dev/null; }
            (
                while read -r line <&3; do :; done
                end TERM
                tries=0
                while [ $tries -lt 15 ] && { kill -s 0 -- "$child" || kill -s 0 -- "-$child"; } 2>/dev/null
                do sleep 0.1; tries=$((tries + 1))
                done
                end KILL
            ) &
            wait $child
            """;

    private final String name;
    private final String command;
    private final int port;
    private final Process process;
    private final Path log;

    private ForeignServer(String name, String command, int port, Process process, Path log) {
        this.name = name;
        this.command = command;
        this.port = port;
        this.process = process;
        this.log = log;
    }

    /** Starts {@code command} with a free port in the place of {@code {port}}, and waits until something accepts there. */
    static ForeignServer start(String name, String command, Children children, Cores cores, Path log)
            throws IOException, PeerFailed, InterruptedException {
        int port = freePort();
        String line = command.replace("{port}", Integer.toString(port));
        Process process =
                children.start(new ProcessBuilder(cores.serverCommand(List.of("sh", "-c", GUARD, "guard", line)))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile()));
        boolean started = false;
        try {
            ForeignServer server = new ForeignServer(name, line, port, process, log);
            server.awaitPort();
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
        return command;
    }

    @Override
    public List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        process.descendants().forEach(child -> pids.add(child.pid()));
        pids.add(process.pid());
        return pids;
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
    public long liveHeap() throws PeerFailed {
        throw new PeerFailed(name + " cannot be asked for its heap");
    }

    @Override
    public void close() {
        Children.end(process);
    }

    private void awaitPort() throws PeerFailed, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
                return;
            } catch (IOException e) {
                if (process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new PeerFailed(name + " ended: " + lastWords());
                }
            }
        }
        throw new PeerFailed(
                name + " did not listen on port " + port + " within " + START_SECONDS + " s: " + lastWords());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
