package io.github.zinx.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;

/**
 * How the runner talks to a peer's process: it is told the port, once that serves, and the flags; then it asks, a line
 * each, and whatever ends its stream ends the peer.
 */
final class Control {

    private final String flags;
    private final PrintStream out;

    Control(String flags, PrintStream out) {
        this.flags = flags;
        this.out = out;
    }

    /** Says that the port serves. */
    void ready(int port) {
        say("READY " + port);
        say("FLAGS " + flags);
    }

    /** Answers until {@code quit} or the end of the stream. */
    void obey(BufferedReader commands) throws IOException, InterruptedException {
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            switch (line.strip()) {
                case "heap" -> say("HEAP " + LiveHeap.bytes());
                case "flags" -> say("FLAGS " + flags);
                case "quit" -> {
                    return;
                }
                default -> System.err.println("there is no command '" + line + "'; there are heap, flags and quit");
            }
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
