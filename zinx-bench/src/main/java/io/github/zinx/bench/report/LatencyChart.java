package io.github.zinx.bench.report;

import java.util.ArrayList;
import java.util.List;

/** For each server under one load a line from its p50 to its worst, on a logarithmic axis, with a dot for each percentile. */
final class LatencyChart {

    private static final int WIDTH = 760;
    private static final int LEFT = 130;
    private static final int ROW = 22;

    private LatencyChart() {}

    static String of(Table table) {
        List<Metric> metrics = latencies(table.load().kind());
        List<Row> rows = table.rows();
        List<Double> values = new ArrayList<>();
        rows.forEach(
                row -> metrics.forEach(metric -> values.add(row.figure(metric).median())));
        int height = 80 + rows.size() * ROW;
        double bottom = height - 30;
        Axis axis = Axis.around(values, LEFT, WIDTH - 30);
        String dots = String.join(", ", metrics.stream().map(Metric::heading).toList());
        Svg svg = new Svg(WIDTH, height, table.load().name() + ": " + dots + " (logarithmic)");
        for (double tick : axis.ticks()) {
            svg.line(axis.at(tick), 36, axis.at(tick), bottom, "grid");
            svg.text(axis.at(tick), bottom + 16, "quiet", "middle", Metric.MAX.written(tick));
        }
        for (int i = 0; i < rows.size(); i++) {
            double y = 50 + i * ROW;
            Row row = rows.get(i);
            svg.text(LEFT - 8, y + 4, "name", "end", row.peer());
            List<Double> points = metrics.stream()
                    .map(row::figure)
                    .filter(Spread::isKnown)
                    .map(spread -> axis.at(spread.median()))
                    .sorted()
                    .toList();
            if (!row.hasFigures() || points.isEmpty()) {
                boolean bad = row.state() == Row.State.INVALID;
                svg.text(LEFT + 4, y + 4, bad ? "bad" : "quiet", "start", bad ? "INVALID" : "not measured");
                continue;
            }
            svg.line(points.getFirst(), y, points.getLast(), y, Svg.colour(i) + " curve");
            for (double x : points) {
                svg.dot(x, y, Svg.colour(i));
            }
        }
        return svg.toString();
    }

    private static List<Metric> latencies(Kind kind) {
        return switch (kind) {
            case FAIRNESS -> List.of(Metric.OLD_P50, Metric.OLD_P99, Metric.OLD_MAX);
            case ECHO, OPEN -> List.of(Metric.P50, Metric.P99, Metric.P999, Metric.MAX);
            default -> List.of(Metric.P50, Metric.P99, Metric.MAX);
        };
    }
}
