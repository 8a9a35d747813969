package io.github.zinx.bench.run;

import io.github.zinx.bench.report.Kind;
import io.github.zinx.bench.report.Metric;
import io.github.zinx.bench.report.Round;
import io.github.zinx.bench.report.Round.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts one load on one server once, and judges whether the figures may be used. */
final class Measurement {

    /** CPU of other processes, in cores, from which a round counts as disturbed. */
    static final double DISTURBED = 0.10;

    private static final long SILENCE_MILLIS = 10_000;

    /** Above the warm-up and what is measured: to connect, to wait for the last answers, and to end. */
    private static final long PATIENCE_MILLIS = 60_000;

    private final Children children;
    private final Cores cores;
    private final Generators generators;
    private final Path log;

    Measurement(Children children, Cores cores, Generators generators, Path folder) {
        this.children = children;
        this.cores = cores;
        this.generators = generators;
        this.log = folder.resolve("generator.log");
    }

    /** Which try of which round. Round 0 is a warm-up. */
    record Try(int round, int attempt) {}

    /** Never throws for what server or generator do: then the round is invalid and says why. */
    Round run(Server server, Load load, Duration measured, Try which) throws InterruptedException {
        String raw = "";
        Map<String, Double> figures = Map.of();
        double others = Double.NaN;
        Verdict verdict = Verdict.INVALID;
        String note;
        try {
            long before = load.kind() == Kind.IDLE ? server.liveHeap() : 0;
            List<String> command = generators.command(load, server.port(), measured, which.round());
            try (GeneratorRun generator = GeneratorRun.start(cores.generatorCommand(command), children, log);
                    CpuWatch watch = new CpuWatch(cores.watched(), server.pids(), List.of(generator.pid()))) {
                double heap = load.kind() == Kind.IDLE ? heap(server, load, generator) - before : Double.NaN;
                Answer answer = Answer.parse(generator.line(2 * measured.toMillis() + PATIENCE_MILLIS));
                raw = answer.line();
                CpuSample.Use use = use(answer, watch);
                others = use.others();
                note = answer.isFaulty() ? answer.faults() : missing(load, answer);
                if (note.isEmpty()) {
                    figures = figures(answer, use, heap / load.connections());
                    verdict = others > DISTURBED && load.kind() != Kind.IDLE ? Verdict.DISTURBED : Verdict.CLEAN;
                }
            }
        } catch (IOException | PeerFailed | IllegalArgumentException e) {
            note = String.valueOf(e.getMessage());
        }
        if (!server.isAlive()) {
            note += "; the server ended: " + server.lastWords();
            verdict = Verdict.INVALID;
        }
        return new Round(
                load.name(), server.name(), which.round(), which.attempt(), verdict, others, figures, note, raw);
    }

    /** What lives on the server's heap while the connections are open and idle. */
    private static double heap(Server server, Load load, GeneratorRun generator)
            throws IOException, PeerFailed, InterruptedException {
        generator.line(PATIENCE_MILLIS);
        if (load.burst() > 0 && generator.endsWithin(SILENCE_MILLIS)) {
            throw new PeerFailed("the generator let its connections go");
        }
        long full = server.liveHeap();
        generator.release();
        return full;
    }

    private static CpuSample.Use use(Answer answer, CpuWatch watch) throws InterruptedException {
        return CpuSample.between(
                watch.samples(),
                answer.millis("start_epoch_ms"),
                answer.millis("end_epoch_ms"),
                CpuWatch.TICKS_PER_SECOND);
    }

    private static String missing(Load load, Answer answer) {
        boolean counts = load.kind() != Kind.IDLE && load.kind() != Kind.FAIRNESS && load.kind() != Kind.STORM;
        return counts && !(answer.number("messages") > 0) ? "no message was answered while it was measured" : "";
    }

    private static Map<String, Double> figures(Answer answer, CpuSample.Use use, double heap) {
        Map<String, Double> figures = new TreeMap<>();
        for (Metric metric : Metric.values()) {
            figures.put(metric.field(), answer.number(metric.field()));
        }
        figures.put("server_cpu", use.server());
        figures.put(
                Metric.CPU.field(), use.server() * answer.number("seconds") / answer.number("messages") * 1_000_000);
        figures.put(Metric.HEAP.field(), heap);
        return figures;
    }
}
