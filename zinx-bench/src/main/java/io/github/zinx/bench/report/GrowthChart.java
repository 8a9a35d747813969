package io.github.zinx.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the rate of each server changes with the number of connections: a curve for each, connections on a logarithmic axis. */
final class GrowthChart {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 360;
    private static final double LEFT = 70;
    private static final double RIGHT = WIDTH - 130.0;
    private static final double TOP = 44;
    private static final double BOTTOM = HEIGHT - 44.0;

    private GrowthChart() {}

    /** Of tables that differ in their number of connections only. */
    static String of(List<Table> tables) {
        Svg svg = new Svg(WIDTH, HEIGHT, "Echoes per second by number of connections");
        Axis axis = Axis.around(
                tables.stream().map(t -> (double) t.load().connections()).toList(), LEFT, RIGHT);
        double most = tables.stream()
                .flatMap(table -> table.rows().stream())
                .filter(Row::hasFigures)
                .mapToDouble(row -> row.figure(Metric.RATE).median())
                .max()
                .orElse(1);
        double unit = (BOTTOM - TOP) / (most * 1.1);
        for (double tick : axis.ticks()) {
            svg.line(axis.at(tick), TOP, axis.at(tick), BOTTOM, "grid");
            svg.text(axis.at(tick), BOTTOM + 18, "quiet", "middle", String.format(Locale.ROOT, "%,.0f", tick));
        }
        double step = step(most);
        for (double rate = 0; rate <= most; rate += step) {
            svg.line(LEFT, BOTTOM - rate * unit, RIGHT, BOTTOM - rate * unit, "grid");
            svg.text(LEFT - 6, BOTTOM - rate * unit + 4, "quiet", "end", String.format(Locale.ROOT, "%,.0f", rate));
        }
        List<String> peers = tables.stream()
                .flatMap(table -> table.rows().stream())
                .map(Row::peer)
                .distinct()
                .toList();
        for (int i = 0; i < peers.size(); i++) {
            curve(svg, tables, peers.get(i), axis, unit, Svg.colour(i));
            svg.bar(RIGHT + 14, TOP + i * 20, 12, 12, Svg.colour(i));
            svg.text(RIGHT + 32, TOP + i * 20 + 11, "name", "start", peers.get(i));
        }
        return svg.toString();
    }

    private static void curve(Svg svg, List<Table> tables, String peer, Axis axis, double unit, String colour) {
        double lastX = Double.NaN;
        double lastY = Double.NaN;
        for (Table table : tables) {
            Optional<Row> row = table.rows().stream()
                    .filter(r -> r.peer().equals(peer) && r.hasFigures())
                    .findFirst();
            if (row.isEmpty() || !row.get().figure(Metric.RATE).isKnown()) {
                continue;
            }
            double x = axis.at(table.load().connections());
            double y = BOTTOM - row.get().figure(Metric.RATE).median() * unit;
            if (!Double.isNaN(lastX)) {
                svg.line(lastX, lastY, x, y, colour + " curve");
            }
            svg.dot(x, y, colour);
            lastX = x;
            lastY = y;
        }
    }

    /** A round number of which three to seven fit into {@code most}. */
    private static double step(double most) {
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        double leading = most / power;
        return leading < 1.5 ? power / 4 : leading < 3 ? power / 2 : leading < 7 ? power : power * 2;
    }
}
