package io.github.zinx.bench.report;

import java.util.List;

/** Bars of the ratio to the reference, a group for each load, above 1 better than it. What is not quoted has words in place of a bar. */
final class RatioChart {

    private static final int WIDTH = 760;
    private static final int LEFT = 130;
    private static final int RIGHT = 60;
    private static final int BAR = 16;
    private static final int HEADING = 26;

    private RatioChart() {}

    static String of(List<Table> tables) {
        List<Table> shown = tables.stream().filter(RatioChart::isShown).toList();
        double most = shown.stream()
                .flatMap(table -> table.rows().stream())
                .filter(row -> row.ratio().isKnown())
                .mapToDouble(row -> row.ratio().median())
                .max()
                .orElse(1);
        double scale = (WIDTH - LEFT - RIGHT) / Math.max(1.2, most);
        int height = 60
                + shown.stream()
                        .mapToInt(table -> HEADING + table.rows().size() * BAR + 8)
                        .sum();
        Svg svg =
                new Svg(WIDTH, height, "Ratio to " + Tables.REFERENCE + " in the same run; above 1 is better than it");
        double y = 44;
        double one = LEFT + scale;
        for (Table table : shown) {
            svg.text(12, y + 12, "quiet", "start", heading(table));
            y += HEADING - 6;
            double top = y;
            for (int i = 0; i < table.rows().size(); i++) {
                row(svg, table.rows().get(i), y, scale, Svg.colour(i));
                y += BAR;
            }
            svg.line(one, top, one, y, "axis");
            y += 14;
        }
        return svg.toString();
    }

    /** Growth has a chart of its own. */
    static boolean isShown(Table table) {
        return table.load().kind().isCompared() && !table.load().scenario().equals("growth");
    }

    private static String heading(Table table) {
        Metric main = table.load().kind().main();
        String of = main == Metric.RATE ? "" : " (" + main.heading() + ", less is better)";
        return table.load().name() + ": " + table.load().title() + of;
    }

    private static void row(Svg svg, Row row, double y, double scale, String colour) {
        svg.text(LEFT - 6, y + 12, "name", "end", row.peer());
        if (!row.ratio().isKnown()) {
            boolean bad = row.state() == Row.State.INVALID;
            String words = row.state() == Row.State.GOOD ? "no ratio" : bad ? "INVALID" : row.note();
            svg.text(LEFT + 4, y + 12, bad ? "bad" : "quiet", "start", words);
            return;
        }
        double ratio = row.ratio().median();
        svg.bar(LEFT, y + 2, ratio * scale, BAR - 4, colour);
        svg.text(LEFT + ratio * scale + 4, y + 12, "name", "start", Metric.digits(ratio));
    }
}
