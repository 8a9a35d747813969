package io.github.zinx.bench.run;

import io.github.zinx.bench.report.Case;
import io.github.zinx.bench.report.Kind;
import io.github.zinx.bench.report.Round;
import io.github.zinx.bench.report.Round.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Carries a plan out. The servers of a scenario are started, then for each of its loads every server is warmed up and measured in
 * rounds: each round all servers, one after the other, so that what changes with time changes for all. A disturbed run is repeated.
 */
final class Campaign {

    /** How often a disturbed run is repeated before the round goes without that server. */
    private static final int REPEATS = 2;

    /** At the most, in the time that a warm-up takes. */
    private static final int VISITORS = 6_000;

    private final Plan plan;
    private final Children children;
    private final Cores cores;
    private final Path folder;
    private final Measurement measurement;
    private final Calm calm;
    private final Progress progress;
    private final List<Round> rounds = new ArrayList<>();
    private final Map<String, String> flags = new LinkedHashMap<>();

    Campaign(Plan plan, Children children, Cores cores, Generators generators, Path folder, Progress progress) {
        this.plan = plan;
        this.children = children;
        this.cores = cores;
        this.folder = folder;
        this.measurement = new Measurement(children, cores, generators, folder);
        this.calm = new Calm(cores.watched());
        this.progress = progress;
    }

    /** Every round there was. */
    List<Round> rounds() {
        return rounds;
    }

    /** What the servers said of themselves. */
    Map<String, String> flags() {
        return flags;
    }

    boolean isOutOfTime() {
        return progress.elapsed() > plan.effort().budget().toSeconds();
    }

    /** Measures everything, or until time is up; tells {@code finished} of each load and its rounds when it is over. */
    void run(BiConsumer<Case, List<Round>> finished) throws InterruptedException {
        for (Scenarios.Scenario scenario : plan.scenarios()) {
            Map<String, Server> servers = new LinkedHashMap<>();
            try {
                for (String name : plan.serversOf(scenario)) {
                    start(name, scenario, servers);
                }
                for (Load load : scenario.loads()) {
                    List<Server> here = plan.serversOf(load).stream()
                            .filter(servers::containsKey)
                            .map(servers::get)
                            .toList();
                    measure(load, here);
                    finished.accept(load.asCase(scenario.name()), rounds);
                }
            } finally {
                servers.values().forEach(Server::close);
            }
        }
    }

    private void start(String name, Scenarios.Scenario scenario, Map<String, Server> servers)
            throws InterruptedException {
        progress.step(scenario.name() + ": " + name + " starts");
        try {
            Server server = open(name);
            servers.put(name, server);
            flags.putIfAbsent(name, server.flags());
        } catch (IOException | PeerFailed e) {
            for (Load load : scenario.loads()) {
                if (plan.serversOf(load).contains(name)) {
                    invalid(load, name, "it did not start: " + e.getMessage());
                }
            }
        }
        progress.over(plan.startSeconds());
    }

    private Server open(String name) throws IOException, PeerFailed, InterruptedException {
        Path log = folder.resolve(name + ".log");
        String command = plan.foreign().get(name);
        return command == null
                ? BuiltInServer.start(BuiltIn.named(name), children, cores, log)
                : ForeignServer.start(name, command, children, cores, log);
    }

    private void measure(Load load, List<Server> servers) throws InterruptedException {
        List<Server> fit = new ArrayList<>();
        for (Server server : servers) {
            if (!isOutOfTime()) {
                progress.step(load.name() + ": " + server.name() + " warms up");
                Round warmup =
                        measurement.run(server, warmup(load), plan.effort().serverWarmup(), new Measurement.Try(0, 1));
                if (warmup.verdict() == Verdict.INVALID) {
                    invalid(load, server.name(), "in warm-up: " + warmup.note());
                } else {
                    fit.add(server);
                }
            }
            progress.over(plan.warmupSeconds());
        }
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Server server : Plan.rotated(fit, round)) {
                if (load.kind() == Kind.IDLE) {
                    measureAnew(load, server.name(), round);
                } else {
                    measure(load, server, round);
                }
                progress.over(plan.roundSeconds(load));
            }
            progress.over((servers.size() - fit.size()) * plan.roundSeconds(load));
        }
    }

    /** On a server of its own: what connections of an earlier round left behind on its heap would pass for part of these. */
    private void measureAnew(Load load, String name, int number) throws InterruptedException {
        if (isOutOfTime()) {
            return;
        }
        try (Server fresh = open(name)) {
            measurement.run(fresh, warmup(load), plan.effort().serverWarmup(), new Measurement.Try(0, 1));
            measure(load, fresh, number);
        } catch (IOException | PeerFailed e) {
            invalid(load, name, "it did not start: " + e.getMessage());
        }
    }

    private void measure(Load load, Server server, int number) throws InterruptedException {
        for (int attempt = 1; attempt <= 1 + REPEATS && !isOutOfTime() && server.isAlive(); attempt++) {
            if (attempt > 1 && !isTimeFor(plan.roundSeconds(load))) {
                return;
            }
            String again = attempt == 1 ? "" : ", again, since others were busy";
            progress.step(load.name() + ": " + server.name() + ", round " + number + " of " + plan.rounds() + again);
            double began = progress.elapsed();
            if (attempt > 1) {
                calm.await();
            }
            Round round = measurement.run(server, load, plan.measured(load), new Measurement.Try(number, attempt));
            rounds.add(round);
            progress.repeated(attempt > 1 ? progress.elapsed() - began : 0);
            if (round.verdict() != Verdict.DISTURBED) {
                return;
            }
        }
    }

    /** Whether everything else will be measured in time even if something is repeated. */
    private boolean isTimeFor(double seconds) {
        return progress.elapsed() + progress.left() + seconds
                < plan.effort().budget().toSeconds();
    }

    /**
     * The load itself, but a plain echo for one that cuts connections, and visitors for one that holds them: code that is run
     * once for each connection has to be compiled, or its stacks, which are on the heap, are several times as large.
     */
    private static Load warmup(Load load) {
        return switch (load.kind()) {
            case IDLE -> Load.connect(load.name(), VISITORS);
            case STORM -> Load.echo(load.name(), 100, 1, 32);
            default -> load;
        };
    }

    private void invalid(Load load, String server, String note) {
        progress.say(load.name() + ": " + server + ": " + note);
        rounds.add(new Round(load.name(), server, 0, 1, Verdict.INVALID, Double.NaN, Map.of(), note, ""));
    }
}
