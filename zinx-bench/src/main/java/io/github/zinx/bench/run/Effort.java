package io.github.zinx.bench.run;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured, and for how long.
 *
 * @param rounds rounds of every load
 * @param serverWarmup load on each fresh server before anything counts
 * @param measured what counts in each round; some loads take a multiple
 * @param budget after this time nothing is begun or repeated
 * @param scenarios those measured unless others are named
 * @param servers likewise
 */
record Effort(
        String name,
        int rounds,
        Duration serverWarmup,
        Duration measured,
        Duration budget,
        List<String> scenarios,
        List<String> servers) {

    /** Ends within five minutes. */
    static final Effort QUICK = new Effort(
            "quick",
            3,
            Duration.ofMillis(1_500),
            Duration.ofMillis(1_200),
            Duration.ofSeconds(280),
            List.of("a", "b", "d", "e", "fairness"),
            List.of("netty-epoll", "zinx-pool", "zinx-inline"));

    /** About a quarter of an hour. */
    static final Effort NORMAL = new Effort(
            "normal",
            3,
            Duration.ofMillis(2_500),
            Duration.ofMillis(1_500),
            Duration.ofMinutes(22),
            List.of("a", "b", "c", "d", "e", "f", "h", "fairness"),
            BuiltIn.names());

    /** Everything, with 10,000 connections; more than an hour. */
    static final Effort FULL = new Effort(
            "full",
            5,
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            Duration.ofHours(4),
            Scenarios.names(),
            BuiltIn.names());
}
