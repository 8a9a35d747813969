package io.github.zinx.bench.report;

import io.github.zinx.bench.report.Round.Verdict;
import io.github.zinx.bench.report.Row.State;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** From rounds to tables. */
public final class Tables {

    /** The peer that ratios are to. */
    public static final String REFERENCE = "netty-epoll";

    /** A generator busier than this may have been the limit. */
    static final double BUSY_GENERATOR = 0.9;

    private Tables() {}

    /** A table for each of {@code cases}, with a row for each of {@code peers} that was meant to be measured in it. */
    public static List<Table> of(List<Case> cases, Map<Case, List<String>> peers, List<Round> rounds) {
        List<Table> tables = new ArrayList<>();
        for (Case load : cases) {
            List<Round> here = rounds.stream()
                    .filter(round -> round.caseName().equals(load.name()))
                    .toList();
            List<Row> rows = peers.getOrDefault(load, List.of()).stream()
                    .map(peer -> row(load, peer, here))
                    .toList();
            tables.add(new Table(load, rows));
        }
        return tables;
    }

    private static Row row(Case load, String peer, List<Round> rounds) {
        List<Round> own = of(peer, rounds);
        List<Round> clean = with(Verdict.CLEAN, own);
        List<Round> disturbed = with(Verdict.DISTURBED, own);
        List<Round> invalid = with(Verdict.INVALID, own);
        State state = own.isEmpty()
                ? State.ABSENT
                : !invalid.isEmpty() ? State.INVALID : clean.isEmpty() ? State.DISTURBED : State.GOOD;
        List<Round> counted = state == State.GOOD ? clean : state == State.DISTURBED ? disturbed : List.of();
        Map<Metric, Spread> figures = new EnumMap<>(Metric.class);
        load.kind().metrics().forEach(metric -> figures.put(metric, spread(counted, round -> round.figure(metric))));
        if (state == State.GOOD && load.kind().limitedByGenerator() && isBusy(figures)) {
            state = State.GENERATOR_BOUND;
        }
        boolean quoted = state == State.GOOD;
        Metric main = load.kind().main();
        Spread ratio = quoted && load.kind().isCompared() ? ratio(load, counted, rounds, main) : Spread.of(List.of());
        Spread cpuRatio = quoted ? ratio(load, counted, rounds, Metric.CPU) : Spread.of(List.of());
        return new Row(peer, state, figures, ratio, cpuRatio, counted.size(), disturbed.size(), note(state, invalid));
    }

    private static boolean isBusy(Map<Metric, Spread> figures) {
        Spread busy = figures.get(Metric.GENERATOR_CPU);
        return busy != null && busy.median() > BUSY_GENERATOR;
    }

    /** Over 1 is better than the reference. Only rounds that both peers came through clean are compared, each with the one that ran beside it. */
    private static Spread ratio(Case load, List<Round> own, List<Round> rounds, Metric metric) {
        Map<Integer, Round> reference = new HashMap<>();
        List<Round> theirs = of(REFERENCE, rounds);
        if (!with(Verdict.INVALID, theirs).isEmpty() || bound(load, theirs)) {
            return Spread.of(List.of());
        }
        with(Verdict.CLEAN, theirs).forEach(round -> reference.put(round.number(), round));
        List<Double> ratios = new ArrayList<>();
        for (Round round : own) {
            Round beside = reference.get(round.number());
            if (beside != null) {
                double mine = round.figure(metric);
                double other = beside.figure(metric);
                ratios.add(metric == Metric.RATE ? mine / other : other / mine);
            }
        }
        return Spread.of(ratios);
    }

    private static boolean bound(Case load, List<Round> rounds) {
        return load.kind().limitedByGenerator()
                && spread(with(Verdict.CLEAN, rounds), round -> round.figure(Metric.GENERATOR_CPU))
                                .median()
                        > BUSY_GENERATOR;
    }

    private static String note(State state, List<Round> invalid) {
        return switch (state) {
            case INVALID -> invalid(invalid.getFirst());
            case DISTURBED -> "every round was disturbed";
            case GENERATOR_BOUND -> "generator-bound";
            case ABSENT -> "not measured";
            case GOOD -> "";
        };
    }

    private static String invalid(Round round) {
        return (round.number() == 0 ? "" : "round " + round.number() + ": ") + round.note();
    }

    private static Spread spread(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return Spread.of(rounds.stream().mapToDouble(figure).boxed().toList());
    }

    private static List<Round> of(String peer, List<Round> rounds) {
        return rounds.stream().filter(round -> round.peer().equals(peer)).toList();
    }

    private static List<Round> with(Verdict verdict, List<Round> rounds) {
        return rounds.stream().filter(round -> round.verdict() == verdict).toList();
    }
}
