package io.github.zinx.bench.report;

import io.github.zinx.bench.report.Row.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table as words: a heading and lines of the same length, for the console and for Markdown. */
record Grid(List<String> heading, List<Line> lines) {

    /** The cells of one row, and whether it is one to warn of. */
    record Line(List<String> cells, boolean invalid) {}

    static Grid of(Table table) {
        Kind kind = table.load().kind();
        List<String> heading = new ArrayList<>();
        heading.add("server");
        heading.add(kind.main().heading());
        heading.add("spread");
        boolean cpuToo = kind.isCompared() && kind.metrics().contains(Metric.CPU) && kind.main() != Metric.CPU;
        if (kind.isCompared()) {
            heading.add("ratio");
        }
        if (cpuToo) {
            heading.add("CPU ratio");
        }
        List<Metric> rest = kind.metrics().subList(1, kind.metrics().size());
        rest.forEach(metric -> heading.add(metric.heading()));
        heading.add("rounds");
        heading.add("note");
        List<Line> lines = new ArrayList<>();
        for (Row row : table.rows()) {
            List<String> cells = new ArrayList<>();
            cells.add(row.peer());
            cells.add(figure(row, kind.main()));
            cells.add(spread(row, kind.main()));
            if (kind.isCompared()) {
                cells.add(ratio(row.ratio()));
            }
            if (cpuToo) {
                cells.add(ratio(row.cpuRatio()));
            }
            rest.forEach(metric -> cells.add(figure(row, metric)));
            cells.add(rounds(row));
            cells.add(note(row));
            lines.add(new Line(List.copyOf(cells), row.state() == State.INVALID));
        }
        return new Grid(List.copyOf(heading), List.copyOf(lines));
    }

    /** Figures of disturbed rounds stand in brackets, lower bounds behind a sign. */
    private static String figure(Row row, Metric metric) {
        Spread figure = row.figure(metric);
        if (!row.hasFigures() || !figure.isKnown()) {
            return "–";
        }
        String written = metric.written(figure.median());
        return row.state() == State.DISTURBED ? "(" + written + ")" : written;
    }

    private static String spread(Row row, Metric metric) {
        Spread figure = row.figure(metric);
        return row.hasFigures() && figure.count() > 1
                ? String.format(Locale.ROOT, "±%.0f %%", figure.share() * 100)
                : "–";
    }

    private static String ratio(Spread ratio) {
        return ratio.isKnown() ? Metric.digits(ratio.median()) : "–";
    }

    private static String rounds(Row row) {
        int clean = row.state() == State.DISTURBED ? 0 : row.counted();
        return row.dropped() == 0 ? "" + clean : clean + ", " + row.dropped() + " disturbed";
    }

    private static String note(Row row) {
        return row.state() == State.INVALID ? "INVALID: " + row.note() : row.note();
    }
}
