package io.github.zinx.bench.report;

import io.github.zinx.bench.report.Round.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rounds made up for tests. */
final class Sample {

    static final Case ECHO = new Case("b", "b", "echo <&> 'all'", Kind.ECHO, 100);

    private Sample() {}

    static Round clean(String peer, int number, double rate) {
        return round(ECHO, peer, number, Verdict.CLEAN, rate, 0.5, "");
    }

    static Round disturbed(String peer, int number, double rate) {
        return round(ECHO, peer, number, Verdict.DISTURBED, rate, 0.5, "");
    }

    static Round invalid(String peer, int number) {
        return new Round(ECHO.name(), peer, number, 1, Verdict.INVALID, 0, Map.of(), "2 faults {order=2}", "");
    }

    /** All figures that there are, made from {@code rate}. */
    static Round round(
            Case load, String peer, int number, Verdict verdict, double rate, double generatorCpu, String raw) {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (Metric metric : Metric.values()) {
            figures.put(metric.field(), rate / (metric.ordinal() + 1));
        }
        figures.put(Metric.RATE.field(), rate);
        figures.put(Metric.CPU.field(), 1_000_000 / rate);
        figures.put(Metric.GENERATOR_CPU.field(), generatorCpu);
        return new Round(load.name(), peer, number, 1, verdict, 0.01, figures, "", raw);
    }

    static Table table(List<Round> rounds, String... peers) {
        return Tables.of(List.of(ECHO), Map.of(ECHO, List.of(peers)), rounds).getFirst();
    }

    static Row row(Table table, String peer) {
        return table.rows().stream()
                .filter(row -> row.peer().equals(peer))
                .findFirst()
                .orElseThrow();
    }
}
