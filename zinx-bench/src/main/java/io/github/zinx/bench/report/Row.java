package io.github.zinx.bench.report;

import java.util.List;
import java.util.Map;

/**
 * One peer under one load.
 *
 * @param figures the figures of the rounds that count, none if it is invalid or absent
 * @param ratio of the main figure to the reference's, the median over rounds of the same number; unknown where it is not quoted
 * @param cpuRatio the reference's CPU per message divided by this one's, likewise
 * @param note what a reader must know of it; empty if nothing
 */
public record Row(
        String peer,
        State state,
        Map<Metric, Spread> figures,
        Spread ratio,
        Spread cpuRatio,
        int counted,
        int dropped,
        String note) {

    /** How far the figures can be trusted. */
    public enum State {
        GOOD,
        /** The generator's core was the limit: the figures are a lower bound, and no ratio is quoted. */
        GENERATOR_BOUND,
        /** No round was left in peace: the figures are those of disturbed ones, and no ratio is quoted. */
        DISTURBED,
        /** Replies were wrong or missing, or the load could not be run: no figures. */
        INVALID,
        /** Never measured: not started, or time was up. */
        ABSENT
    }

    Spread figure(Metric metric) {
        return figures.getOrDefault(metric, Spread.of(List.of()));
    }

    boolean hasFigures() {
        return state == State.GOOD || state == State.GENERATOR_BOUND || state == State.DISTURBED;
    }
}
