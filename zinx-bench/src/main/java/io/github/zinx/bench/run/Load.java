package io.github.zinx.bench.run;

import io.github.zinx.bench.report.Case;
import io.github.zinx.bench.report.Kind;
import java.util.Locale;

/**
 * One load: what the generator is told.
 *
 * @param depth messages that each connection has outstanding
 * @param payload bytes
 * @param rate messages per second of each connection; 0 for as fast as answers come
 * @param burn microseconds of CPU that a handler burns for each message of the crowd
 * @param burst pipelined echoes of each idle connection before the silence
 * @param times how many times as long as usual it is measured
 * @param fullOnly whether only {@code --full} has it
 */
record Load(
        String name,
        String title,
        Kind kind,
        int connections,
        int depth,
        int payload,
        int rate,
        int burn,
        int burst,
        int times,
        boolean fullOnly) {

    static Load echo(String name, int connections, int depth, int payload) {
        String title = "echo, " + connections(connections) + " × " + depth + " outstanding, " + bytes(payload);
        return new Load(name, title, Kind.ECHO, connections, depth, payload, 0, 0, 0, 1, false);
    }

    static Load open(String name, int connections, int rate) {
        String title = "open loop, " + connections(connections) + " × " + rate + " messages per second, 32 B";
        return new Load(name, title, Kind.OPEN, connections, 1, 32, rate, 0, 0, 2, false);
    }

    static Load connect(String name, int connections) {
        String title = String.format(Locale.ROOT, "connect, one echo, close; %,d one after the other", connections);
        return new Load(name, title, Kind.CONNECT, connections, 1, 32, 0, 0, 0, 1, false);
    }

    static Load idle(String name, int connections, int burst) {
        String since = burst == 0 ? "after one answer" : "after a burst of " + burst + " and 10 s of silence";
        String title = "live heap of each of " + connections(connections) + " that are idle " + since;
        return new Load(name, title, Kind.IDLE, connections, 1, 32, 0, 0, burst, 1, false);
    }

    static Load broadcast(String name, int connections) {
        String title = "broadcast to " + connections(connections) + ", 32 B; each delivery counts";
        return new Load(name, title, Kind.BROADCAST, connections, 1, 32, 0, 0, 0, 1, false);
    }

    static Load fairness(String name, int crowd, int depth, int burn) {
        String busy = burn == 0 ? "" : ", whose handlers burn " + burn / 1000 + " ms each";
        String title = "one ping-pong connection and a new one every 100 ms, beside a crowd of " + crowd + " × " + depth
                + busy;
        return new Load(name, title, Kind.FAIRNESS, crowd, depth, 32, 0, burn, 0, 2, burn > 1000);
    }

    static Load storm(String name, int connections) {
        String title = "time until each of " + connections(connections) + " that reconnect at once is served";
        return new Load(name, title, Kind.STORM, connections, 1, 32, 0, 0, 0, 1, false);
    }

    /** Whether a server that only echoes can be put under it: no broadcast, no burning, nothing to ask about its heap. */
    boolean needsEchoOnly() {
        return kind != Kind.BROADCAST && kind != Kind.IDLE && burn == 0;
    }

    Case asCase(String scenario) {
        return new Case(scenario, name, title, kind, connections);
    }

    private static String connections(int count) {
        return String.format(Locale.ROOT, "%,d connection%s", count, count == 1 ? "" : "s");
    }

    private static String bytes(int payload) {
        return payload < 1024 ? payload + " B" : payload / 1024 + " KiB";
    }
}
