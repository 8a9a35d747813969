package io.github.zinx.tests.soak;

import io.github.zinx.tests.support.Latencies;

/** Times of the round under way, and of all those before it that counted. */
final class Times {

    private final Latencies round;
    private final Latencies kept = new Latencies();

    /** Keeps what is noted there. */
    Times(Latencies round) {
        this.round = round;
    }

    Latencies round() {
        return round;
    }

    /** A round begins. */
    void begin() {
        round.clear();
    }

    /** The round counts. */
    void keep() {
        kept.addAll(round);
        round.clear();
    }

    /** Adds both to a report: {@code NAME} for the round, and {@code kept-NAME}. */
    void addTo(Report report, String name) {
        report.add(name, round).add("kept-" + name, kept);
    }
}
