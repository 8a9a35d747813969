package io.github.zinx.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A logarithmic axis: whole powers of ten around what has to be shown, laid over a stretch of the picture. */
record Axis(double least, double most, double from, double to) {

    /** An axis that holds all {@code values} above zero, from the picture's {@code from} to its {@code to}. */
    static Axis around(List<Double> values, double from, double to) {
        double least = values.stream().filter(v -> v > 0).min(Double::compare).orElse(1.0);
        double most = values.stream().filter(v -> v > 0).max(Double::compare).orElse(10.0);
        double low = Math.pow(10, Math.floor(Math.log10(least)));
        double high = Math.pow(10, Math.ceil(Math.log10(most)));
        return new Axis(low, high > low ? high : low * 10, from, to);
    }

    double at(double value) {
        double share = Math.log10(Math.max(value, least) / least) / Math.log10(most / least);
        return from + share * (to - from);
    }

    /** The powers of ten on it. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (double tick = least; tick <= most * 1.001; tick *= 10) {
            ticks.add(tick);
        }
        return ticks;
    }
}
