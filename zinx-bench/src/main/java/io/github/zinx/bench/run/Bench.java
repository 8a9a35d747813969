package io.github.zinx.bench.run;

import io.github.zinx.bench.report.Case;
import io.github.zinx.bench.report.ConsoleTable;
import io.github.zinx.bench.report.Machine;
import io.github.zinx.bench.report.ReportFiles;
import io.github.zinx.bench.report.Table;
import io.github.zinx.bench.report.Tables;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The command {@code run}, which is {@code ./zinx bench}. */
public final class Bench {

    private static final int FAILED = 1;
    private static final int MISUSED = 64;

    private Bench() {}

    /** Measures what the arguments say; ends the JVM with 0, with 1 if a row is invalid, or with 64 if they cannot be obeyed. */
    public static void main(String[] args) throws Exception {
        System.exit(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> args, PrintStream out, PrintStream err) throws IOException, InterruptedException {
        try {
            Options options = Options.parse(args);
            if (options.help()) {
                out.print(Options.USAGE);
                return 0;
            }
            if (options.list()) {
                list(out);
                return 0;
            }
            return measure(args, options, out, err);
        } catch (Misuse e) {
            err.println("zinx bench: " + e.getMessage() + " (--help shows what there is)");
            return MISUSED;
        }
    }

    private static void list(PrintStream out) {
        for (Scenarios.Scenario scenario : Scenarios.ALL) {
            String name = scenario.name();
            for (Load load : scenario.loads()) {
                out.printf("%-10s %s%n", name, load.title());
                name = "";
            }
        }
        out.println();
        BuiltIn.ALL.forEach(peer -> out.printf("%-12s %s%n", peer.name(), peer.what()));
    }

    private static int measure(List<String> args, Options options, PrintStream out, PrintStream err)
            throws IOException, InterruptedException, Misuse {
        boolean terminal = Boolean.getBoolean("zinx.bench.terminal");
        Path folder = Files.createTempDirectory("zinx-bench");
        Children children = new Children();
        Thread end = new Thread(() -> end(children, folder), "zinx-bench-end");
        Runtime.getRuntime().addShutdownHook(end);
        Generators generators = CGenerator.choose(options.generator(), folder, err);
        Cores cores = Cores.choose();
        Plan plan = Plan.of(options);
        Map<String, String> facts = Facts.of(args, plan, cores, generators);
        facts.forEach((name, value) -> out.println(name + ": " + value));
        Progress progress = new Progress(err, terminal, plan.seconds());
        Campaign campaign = new Campaign(plan, children, cores, generators, folder, progress);
        Map<Case, List<String>> cases = plan.cases();
        campaign.run((load, rounds) -> {
            progress.clear();
            print(Tables.of(List.of(load), cases, rounds), out);
        });
        if (children.isClosed()) {
            Thread.currentThread().join(); // the JVM is ending, and what was measured meanwhile means nothing
        }
        List<Table> tables = Tables.of(List.copyOf(cases.keySet()), cases, campaign.rounds());
        facts.put(
                "duration",
                Math.round(progress.elapsed()) + " s"
                        + (campaign.isOutOfTime() ? "; time was up before everything was measured" : ""));
        Path report = options.report();
        if (report != null) {
            ReportFiles.write(report, new Machine(facts, campaign.flags()), tables, campaign.rounds());
            out.println("report: " + report.resolve("report.md"));
        }
        return tables.stream().anyMatch(Table::hasInvalid) ? FAILED : 0;
    }

    private static void print(List<Table> tables, PrintStream out) {
        boolean colours = Boolean.getBoolean("zinx.bench.colours");
        for (Table table : tables) {
            out.println();
            ConsoleTable.lines(table, colours).forEach(out::println);
            out.flush();
        }
    }

    private static void end(Children children, Path folder) {
        children.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            return; // it is only a temporary folder
        }
    }
}
