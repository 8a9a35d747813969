package io.github.zinx.bench.run;

import static io.github.zinx.bench.run.Load.broadcast;
import static io.github.zinx.bench.run.Load.connect;
import static io.github.zinx.bench.run.Load.echo;
import static io.github.zinx.bench.run.Load.fairness;
import static io.github.zinx.bench.run.Load.idle;
import static io.github.zinx.bench.run.Load.open;
import static io.github.zinx.bench.run.Load.storm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that is measured. The servers of a scenario are started once, and meet its loads one after the other. */
final class Scenarios {

    /** A letter or a word to name it by on the command line, and its loads. */
    record Scenario(String name, List<Load> loads) {}

    static final List<Scenario> ALL = List.of(
            scenario("a", echo("a", 1, 1, 32)),
            scenario("b", echo("b", 100, 1, 32)),
            scenario("c", echo("c", 1_000, 1, 32)),
            scenario("d", echo("d", 100, 64, 32)),
            scenario("e", echo("e-4k", 100, 8, 4 * 1024), echo("e-64k", 100, 8, 64 * 1024)),
            scenario("f", connect("f", 5_000)),
            scenario("g", idle("g-answer", 10_000, 0), idle("g-burst", 10_000, 64)),
            scenario("h", broadcast("h", 1_000)),
            scenario("o", open("o", 2_000, 10)),
            scenario(
                    "fairness",
                    fairness("fairness", 100, 64, 0),
                    fairness("fairness-1ms", 100, 1, 1_000),
                    fairness("fairness-10ms", 100, 1, 10_000)),
            scenario(
                    "growth",
                    echo("growth-10", 10, 1, 32),
                    echo("growth-100", 100, 1, 32),
                    echo("growth-1000", 1_000, 1, 32),
                    echo("growth-10000", 10_000, 1, 32)),
            scenario("storm", storm("storm", 5_000)));

    private Scenarios() {}

    static List<String> names() {
        return ALL.stream().map(Scenario::name).toList();
    }

    /**
     * The scenarios that {@code words} names: words and letters divided by commas, and letters may be written together, as in
     * {@code abd,fairness}. Each once, in the order of {@link #ALL}.
     *
     * @throws Misuse if one is unknown
     */
    static List<String> named(String words) throws Misuse {
        List<String> wanted = new ArrayList<>();
        for (String word : words.split(",", -1)) {
            if (find(word).isPresent()) {
                wanted.add(word);
                continue;
            }
            for (String letter : word.isEmpty() ? List.of("") : List.of(word.split(""))) {
                if (find(letter).isEmpty()) {
                    throw new Misuse("--scenario: there is no scenario '" + (letter.isEmpty() ? words : letter)
                            + "' in '" + words + "', only " + String.join(", ", names()));
                }
                wanted.add(letter);
            }
        }
        return names().stream().filter(wanted::contains).toList();
    }

    static Optional<Scenario> find(String name) {
        return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }

    private static Scenario scenario(String name, Load... loads) {
        return new Scenario(name, List.of(loads));
    }
}
