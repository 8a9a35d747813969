package io.github.zinx.bench.run;

import io.github.zinx.bench.report.Case;
import io.github.zinx.bench.report.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What will be measured: for each scenario its loads, and for each load the servers that can be put under it.
 *
 * @param foreign commands by name
 */
record Plan(
        Effort effort,
        int rounds,
        List<Scenarios.Scenario> scenarios,
        List<String> servers,
        Map<String, String> foreign) {

    private static final double START_SECONDS = 1.5;
    private static final double AROUND_SECONDS = 0.8;

    static Plan of(Options options) {
        boolean all = options.effort().equals(Effort.FULL);
        List<Scenarios.Scenario> scenarios = options.scenarios().stream()
                .map(name -> Scenarios.find(name).orElseThrow())
                .map(one -> new Scenarios.Scenario(
                        one.name(),
                        one.loads().stream()
                                .filter(load -> all || !load.fullOnly())
                                .toList()))
                .toList();
        return new Plan(options.effort(), options.rounds(), scenarios, options.servers(), options.foreign());
    }

    /** Ours first, then the foreign ones that only have to echo. */
    List<String> serversOf(Load load) {
        List<String> names = new ArrayList<>(servers);
        if (load.needsEchoOnly()) {
            names.addAll(foreign.keySet());
        }
        return names;
    }

    /** The servers that any load of it needs. */
    List<String> serversOf(Scenarios.Scenario scenario) {
        return scenario.loads().stream()
                .flatMap(load -> serversOf(load).stream())
                .distinct()
                .toList();
    }

    /** {@code names}, begun one further in each round, so that none has always the same neighbour in time. */
    static <T> List<T> rotated(List<T> names, int round) {
        List<T> rotated = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            rotated.add(names.get((i + round - 1) % names.size()));
        }
        return rotated;
    }

    Map<Case, List<String>> cases() {
        Map<Case, List<String>> cases = new LinkedHashMap<>();
        for (Scenarios.Scenario scenario : scenarios) {
            scenario.loads().forEach(load -> cases.put(load.asCase(scenario.name()), serversOf(load)));
        }
        return cases;
    }

    Duration measured(Load load) {
        return effort.measured().multipliedBy(load.times());
    }

    double startSeconds() {
        return START_SECONDS;
    }

    double warmupSeconds() {
        return effort.serverWarmup().toMillis() / 1e3 + AROUND_SECONDS;
    }

    double roundSeconds(Load load) {
        double anew = startSeconds() + warmupSeconds();
        double idle = load.kind() == Kind.IDLE ? 6 + anew + (load.burst() > 0 ? 10 : 0) : 0;
        double opening = load.connections() / 4_000.0;
        return measured(load).toMillis() / 1e3 * 1.2 + AROUND_SECONDS + idle + opening;
    }

    double seconds() {
        double seconds = 0;
        for (Scenarios.Scenario scenario : scenarios) {
            seconds += serversOf(scenario).size() * startSeconds();
            for (Load load : scenario.loads()) {
                seconds += serversOf(load).size() * (warmupSeconds() + rounds * roundSeconds(load));
            }
        }
        return seconds;
    }
}
