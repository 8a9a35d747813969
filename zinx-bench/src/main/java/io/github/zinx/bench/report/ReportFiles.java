package io.github.zinx.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a report into a folder: {@code report.md}, its charts, and {@code rounds.jsonl} with every round as it was. */
public final class ReportFiles {

    private ReportFiles() {}

    /** Makes {@code folder} where it is missing, and writes over what an earlier report left there under the same names. */
    public static void write(Path folder, Machine machine, List<Table> tables, List<Round> rounds) throws IOException {
        Files.createDirectories(folder);
        Map<String, String> charts = charts(tables);
        for (Map.Entry<String, String> chart : charts.entrySet()) {
            Files.writeString(folder.resolve(chart.getKey()), chart.getValue());
        }
        Files.writeString(folder.resolve("report.md"), Markdown.of(machine, tables, rounds, charts.keySet()));
        Files.write(folder.resolve("rounds.jsonl"), RawResults.lines(rounds));
    }

    private static Map<String, String> charts(List<Table> tables) {
        Map<String, String> charts = new LinkedHashMap<>();
        if (tables.stream().anyMatch(RatioChart::isShown)) {
            charts.put("ratios.svg", RatioChart.of(tables));
        }
        List<Table> growth = new ArrayList<>();
        for (Table table : tables) {
            Kind kind = table.load().kind();
            if (table.load().scenario().equals("growth")) {
                growth.add(table);
            } else if (kind.hasLatencies() || kind == Kind.FAIRNESS) {
                charts.put(Markdown.latencyChart(table.load()), LatencyChart.of(table));
            }
        }
        if (!growth.isEmpty()) {
            charts.put("growth.svg", GrowthChart.of(growth));
        }
        return charts;
    }
}
