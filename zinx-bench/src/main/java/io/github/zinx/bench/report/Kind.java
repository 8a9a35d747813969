package io.github.zinx.bench.report;

import static io.github.zinx.bench.report.Metric.CPU;
import static io.github.zinx.bench.report.Metric.CROWD_RATE;
import static io.github.zinx.bench.report.Metric.GENERATOR_CPU;
import static io.github.zinx.bench.report.Metric.HEAP;
import static io.github.zinx.bench.report.Metric.MAX;
import static io.github.zinx.bench.report.Metric.NEW_MAX;
import static io.github.zinx.bench.report.Metric.NEW_P50;
import static io.github.zinx.bench.report.Metric.NEW_P99;
import static io.github.zinx.bench.report.Metric.OLD_MAX;
import static io.github.zinx.bench.report.Metric.OLD_P50;
import static io.github.zinx.bench.report.Metric.OLD_P99;
import static io.github.zinx.bench.report.Metric.P50;
import static io.github.zinx.bench.report.Metric.P99;
import static io.github.zinx.bench.report.Metric.P999;
import static io.github.zinx.bench.report.Metric.RATE;

import java.util.List;

/** What a load is of, and so which figures it has. The first of them is the one that ratios and bars are of. */
public enum Kind {
    ECHO(true, true, List.of(RATE, CPU, P50, P99, P999, MAX, GENERATOR_CPU)),
    OPEN(true, true, List.of(CPU, RATE, P50, P99, P999, MAX, GENERATOR_CPU)),
    CONNECT(true, true, List.of(RATE, CPU, P50, P99, MAX, GENERATOR_CPU)),
    BROADCAST(true, true, List.of(RATE, CPU, P50, P99, MAX, GENERATOR_CPU)),
    IDLE(true, false, List.of(HEAP)),
    FAIRNESS(false, false, List.of(OLD_MAX, OLD_P50, OLD_P99, NEW_P50, NEW_P99, NEW_MAX, CROWD_RATE)),
    STORM(false, false, List.of(MAX, P50, P99));

    private final boolean compared;
    private final boolean generatorMatters;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes one that cannot change
    private final List<Metric> metrics;

    Kind(boolean compared, boolean generatorMatters, List<Metric> metrics) {
        this.compared = compared;
        this.generatorMatters = generatorMatters;
        this.metrics = metrics;
    }

    List<Metric> metrics() {
        return metrics;
    }

    Metric main() {
        return metrics.getFirst();
    }

    /** Whether a ratio of the main figure means anything; one of worst latencies does not. */
    boolean isCompared() {
        return compared;
    }

    boolean hasLatencies() {
        return metrics.contains(P50);
    }

    /** Whether a busy generator limits the figures. Where it counts latencies of a few connections, or heap, it does not. */
    boolean limitedByGenerator() {
        return generatorMatters;
    }
}
