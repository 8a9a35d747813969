package io.github.zinx.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The report as one Markdown document: circumstances, how to read it, tables with their charts, what was dropped, flags. */
final class Markdown {

    private static final String READING = """
            ## How to read it

            Only ratios inside one run mean anything: another machine, another hour or other neighbours give other rates. A *ratio* is
            to netty-epoll, the median over rounds that ran side by side, and above 1 is better than it. *CPU ratio* is netty-epoll's
            CPU per message divided by this server's. Rates, CPU and latencies are medians over rounds; *spread* is how far the round
            farthest from the median lay from it. Latencies are the generator's, a maximum is the median of the rounds' maxima.
            Rounds while other processes were busy were dropped and run again. A figure in brackets has disturbed rounds only.
            *Generator-bound* rows are lower bounds: the generator's core was more than 90 % busy. *INVALID* rows have no figure,
            because a reply was wrong or missing.
            """;

    private Markdown() {}

    static String latencyChart(Case load) {
        return "latency-" + load.name() + ".svg";
    }

    static String of(Machine machine, List<Table> tables, List<Round> rounds, Set<String> charts) {
        List<String> lines = new ArrayList<>();
        lines.add("# Benchmark report");
        lines.add("");
        lines.add("| | |");
        lines.add("|---|---|");
        machine.facts().forEach((name, value) -> lines.add("| " + name + " | " + cell(value) + " |"));
        lines.add("");
        lines.addAll(READING.lines().toList());
        lines.add("");
        lines.add("## Figures");
        picture(lines, "ratios.svg", "ratio of every server to netty-epoll", charts);
        for (Table table : tables) {
            lines.add("");
            lines.add("### " + table.load().name() + ": " + table.load().title());
            lines.add("");
            table(lines, Grid.of(table));
            picture(
                    lines,
                    latencyChart(table.load()),
                    "latencies under load " + table.load().name(),
                    charts);
        }
        picture(lines, "growth.svg", "rate by number of connections", charts);
        dropped(lines, rounds);
        flags(lines, machine.flags());
        return String.join("\n", lines) + "\n";
    }

    private static void table(List<String> lines, Grid grid) {
        lines.add("| " + String.join(" | ", grid.heading()) + " |");
        lines.add("|---" + "|---:".repeat(grid.heading().size() - 2) + "|---|");
        for (Grid.Line line : grid.lines()) {
            List<String> cells = line.cells().stream().map(Markdown::cell).toList();
            String mark = line.invalid() ? "🔴 " : "";
            lines.add("| " + mark + String.join(" | ", cells) + " |");
        }
    }

    private static void dropped(List<String> lines, List<Round> rounds) {
        List<Round> disturbed = rounds.stream()
                .filter(round -> round.verdict() == Round.Verdict.DISTURBED)
                .toList();
        lines.add("");
        lines.add("## Dropped rounds");
        lines.add("");
        lines.add(
                disturbed.size() + " of " + rounds.size() + " rounds were dropped because other processes were busy.");
        if (!disturbed.isEmpty()) {
            lines.add("");
            lines.add("| load | server | round | attempt | cores used by others |");
            lines.add("|---|---|---:|---:|---:|");
            disturbed.forEach(round -> lines.add("| " + round.caseName() + " | " + round.peer() + " | " + round.number()
                    + " | " + round.attempt() + " | " + Metric.digits(round.others()) + " |"));
        }
    }

    private static void flags(List<String> lines, Map<String, String> flags) {
        lines.add("");
        lines.add("## Servers");
        lines.add("");
        lines.add("| server | JVM, flags and settings, in its own words |");
        lines.add("|---|---|");
        flags.forEach((peer, words) -> lines.add("| " + peer + " | " + cell(words) + " |"));
    }

    private static void picture(List<String> lines, String file, String words, Set<String> charts) {
        if (charts.contains(file)) {
            lines.add("");
            lines.add("![" + words + "](" + file + ")");
        }
    }

    private static String cell(String words) {
        return words.replace("|", "\\|").replace("\n", " ");
    }
}
