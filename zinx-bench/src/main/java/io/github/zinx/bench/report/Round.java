package io.github.zinx.bench.report;

import java.util.Map;

/**
 * What became of one run of the generator against one peer.
 *
 * @param number the round, from 1; rounds of the same number ran one right after the other and are compared with each other
 * @param attempt from 1; above that it repeats a disturbed one
 * @param others CPU that processes besides server and generator used meanwhile, in cores; NaN where nobody can tell
 * @param figures what was measured, by {@link Metric#field()}
 * @param note what was wrong, in words; empty if nothing was
 * @param raw all that the generator said, one object of JSON
 */
public record Round(
        String caseName,
        String peer,
        int number,
        int attempt,
        Verdict verdict,
        double others,
        Map<String, Double> figures,
        String note,
        String raw) {

    /** Whether figures of this round may be used. */
    public enum Verdict {
        CLEAN,
        /** Other processes were busy. It counts as dropped. */
        DISTURBED,
        /** A reply was wrong, or the load could not be run. There is no figure. */
        INVALID
    }

    double figure(Metric metric) {
        return figures.getOrDefault(metric.field(), Double.NaN);
    }
}
