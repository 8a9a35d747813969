package io.github.zinx.tests.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** What bad clients do: each one deed after another, all kinds in turn in an order of its own. */
final class BadWork {

    private static final int CLIENTS = 20;
    private static final int LONGEST_PAUSE = 500;

    private final List<Integer> ports;
    private final Limits limits;
    private final Marks marks;
    private final Tally tally;

    BadWork(List<Integer> ports, Limits limits, Marks marks, Tally tally) {
        this.ports = ports;
        this.limits = limits;
        this.marks = marks;
        this.tally = tally;
    }

    /** Adds the usual number of clients to a crew. */
    void join(Crew crew, Random seeds) {
        for (int i = 0; i < CLIENTS; i++) {
            Random random = new Random(seeds.nextLong());
            List<Kind> left = new ArrayList<>();
            crew.add("bad-" + i, on -> work(left, random, on));
        }
    }

    private void work(List<Kind> left, Random random, BooleanSupplier on) {
        if (left.isEmpty()) {
            Collections.addAll(left, Kind.values());
            Collections.shuffle(left, random);
        }
        run(left.removeLast(), ports.get(random.nextInt(ports.size())), random);
        if (on.getAsBoolean()) {
            BadPeers.pause(Duration.ofMillis(random.nextInt(LONGEST_PAUSE)));
        }
    }

    private void run(Kind kind, int port, Random random) {
        try {
            kind.run(new BadPeers(kind, port, limits, marks, tally, random));
            tally.add("deeds", 1);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(kind + " met what it should not: " + e, e);
        }
    }
}
