package io.github.zinx.bench.report;

import java.util.Arrays;
import java.util.Collection;

/** The median of some figures, and the least and the greatest of them. NaN throughout where there are none. */
public record Spread(double median, double min, double max, int count) {

    /** Of {@code values} without those that are NaN. The median of an even number is the mean of the middle two. */
    public static Spread of(Collection<Double> values) {
        double[] sorted = values.stream()
                .mapToDouble(Double::doubleValue)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN, 0);
        }
        return new Spread(median(sorted), sorted[0], sorted[sorted.length - 1], sorted.length);
    }

    /** How far the figures lie apart: the greatest deviation from the median, as a share of it. */
    double share() {
        return median == 0 ? 0 : Math.max(max - median, median - min) / median;
    }

    boolean isKnown() {
        return count > 0;
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        double[] halves = sorted.length % 2 == 1
                ? Arrays.copyOfRange(sorted, middle, middle + 1)
                : Arrays.copyOfRange(sorted, middle - 1, middle + 1);
        return Arrays.stream(halves).average().orElseThrow();
    }
}
