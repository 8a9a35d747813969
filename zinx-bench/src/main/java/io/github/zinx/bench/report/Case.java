package io.github.zinx.bench.report;

/**
 * One load, which has one table in the report.
 *
 * @param scenario the scenario it belongs to, such as {@code e}
 * @param name its own name, such as {@code e-64k}
 * @param title what it is, in words
 */
public record Case(String scenario, String name, String title, Kind kind, int connections) {}
