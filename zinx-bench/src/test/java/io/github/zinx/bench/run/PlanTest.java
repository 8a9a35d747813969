package io.github.zinx.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.bench.report.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanTest {

    @Test
    void eachRoundBeginsWithAnother() {
        List<String> names = List.of("a", "b", "c");

        assertEquals(List.of("a", "b", "c"), Plan.rotated(names, 1));
        assertEquals(List.of("b", "c", "a"), Plan.rotated(names, 2));
        assertEquals(List.of("c", "a", "b"), Plan.rotated(names, 3));
        assertEquals(List.of("a", "b", "c"), Plan.rotated(names, 4));
        assertEquals(List.of(), Plan.rotated(List.of(), 2));
    }

    @Test
    void foreignServersAreAskedForEchoesOnly() throws Exception {
        Plan plan = Plan.of(Options.parse(List.of("--full", "--peer", "go=x {port}")));

        for (Scenarios.Scenario scenario : plan.scenarios()) {
            for (Load load : scenario.loads()) {
                boolean echo = load.kind() != Kind.BROADCAST && load.kind() != Kind.IDLE && load.burn() == 0;
                assertEquals(echo, plan.serversOf(load).contains("go"), load.name());
            }
        }
    }

    @Test
    void quickEndsWithinFiveMinutes() throws Exception {
        Plan plan = Plan.of(Options.parse(List.of("--quick")));

        assertEquals(
                List.of("a", "b", "d", "e", "fairness"),
                plan.scenarios().stream().map(Scenarios.Scenario::name).toList());
        assertEquals(3, plan.rounds());
        assertTrue(plan.seconds() < plan.effort().budget().toSeconds(), "" + plan.seconds());
        assertTrue(plan.effort().budget().toSeconds() <= 280);
    }

    @Test
    void theOthersFitIntoTheirTimeToo() throws Exception {
        for (List<String> words : List.of(List.<String>of(), List.of("--full"))) {
            Plan plan = Plan.of(Options.parse(words));
            assertTrue(plan.seconds() < plan.effort().budget().toSeconds(), words + " " + plan.seconds());
        }
    }

    @Test
    void loadsHaveNamesOfTheirOwn() {
        Set<String> names = new HashSet<>();
        Scenarios.ALL.forEach(scenario ->
                scenario.loads().forEach(load -> assertTrue(names.add(load.name()), load.name())));
    }

    @Test
    void whatIsLeftIsStretchedAsWhatWasDone() {
        assertEquals("[  0 %, 1:40 left]", Progress.words(100, 0, 0));
        assertEquals("[ 50 %, 1:40 left]", Progress.words(100, 50, 100));
        assertEquals("[100 %, 0:00 left]", Progress.words(100, 100, 300));
    }
}
