package io.github.zinx.bench.report;

import java.util.Locale;

/** A figure of one round: the name it has in the raw results, the heading of its column, and how it is written. */
public enum Metric {
    RATE("rate", "per second", Unit.COUNT),
    CPU("server_cpu_us", "server CPU each", Unit.MICROS),
    P50("p50_us", "p50", Unit.MICROS),
    P99("p99_us", "p99", Unit.MICROS),
    P999("p999_us", "p99.9", Unit.MICROS),
    MAX("max_us", "max", Unit.MICROS),
    HEAP("heap_bytes", "live heap each", Unit.BYTES),
    OLD_P50("old_p50_us", "old p50", Unit.MICROS),
    OLD_P99("old_p99_us", "old p99", Unit.MICROS),
    OLD_MAX("old_max_us", "old max", Unit.MICROS),
    NEW_P50("new_p50_us", "new p50", Unit.MICROS),
    NEW_P99("new_p99_us", "new p99", Unit.MICROS),
    NEW_MAX("new_max_us", "new max", Unit.MICROS),
    CROWD_RATE("crowd_rate", "crowd per second", Unit.COUNT),
    GENERATOR_CPU("cpu", "generator's core", Unit.SHARE);

    private enum Unit {
        COUNT,
        MICROS,
        BYTES,
        SHARE
    }

    private final String field;
    private final String heading;
    private final Unit unit;

    Metric(String field, String heading, Unit unit) {
        this.field = field;
        this.heading = heading;
        this.unit = unit;
    }

    /** The name of this figure in the generator's line and in the raw results. */
    public String field() {
        return field;
    }

    String heading() {
        return heading;
    }

    /** {@code value} as it stands in a table, with its unit: three significant digits, since no more are meant. */
    String written(double value) {
        return switch (unit) {
            case COUNT -> String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
            case MICROS -> micros(value);
            case BYTES -> value < 1024 ? Math.round(value) + " B" : digits(value / 1024) + " KiB";
            case SHARE -> Math.round(value * 100) + " %";
        };
    }

    private static String micros(double value) {
        if (value < 1_000) {
            return digits(value) + " µs";
        }
        return value < 1_000_000 ? digits(value / 1_000) + " ms" : digits(value / 1_000_000) + " s";
    }

    /** Two decimals below 10, one below 100, none above. */
    static String digits(double value) {
        String format = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, value);
    }
}
