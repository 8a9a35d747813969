package io.github.zinx.tests.soak;

import java.io.IOException;
import java.time.Duration;

/**
 * How the three processes are between two rounds, with all clients away.
 *
 * @param server the server
 * @param good the good clients
 * @param bad the bad ones
 */
record Round(Report server, Report good, Report bad) {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration LATER = Duration.ofMinutes(5);

    /** No limit can have run out without a fault of the peer's while everything stood still for no longer. */
    private static final long HARMLESS = Limits.USUAL.frame().dividedBy(2).toNanos() / 1000;

    static void begin(Child server, Child good, Child bad) throws IOException {
        server.ask("begin", SOON);
        good.ask("begin", SOON);
        bad.ask("begin", SOON);
    }

    /** The bad ones end beside the good ones; then nobody is there. */
    static Round end(Child server, Child good, Child bad) throws IOException {
        bad.ask("pause", LATER);
        good.ask("pause", LATER);
        return new Round(server.ask("calm", SOON), good.ask("calm", SOON), bad.ask("calm", SOON));
    }

    /** Returns for how many microseconds the machine, or one of the processes, stood still in the round just ended. */
    long standstill() {
        return Math.max(server.get("canary-worst"), Math.max(good.get("canary-worst"), bad.get("canary-worst")));
    }

    /** Says whether it stood still for so long that limits may have run out for it: such a round shows nothing. */
    boolean isSpoiled() {
        return standstill() > HARMLESS;
    }

    static void keep(Child server, Child good) throws IOException {
        server.ask("keep", SOON);
        good.ask("keep", SOON);
    }
}
