package io.github.zinx.bench.report;

import static io.github.zinx.bench.report.Sample.clean;
import static io.github.zinx.bench.report.Sample.disturbed;
import static io.github.zinx.bench.report.Sample.invalid;
import static io.github.zinx.bench.report.Sample.row;
import static io.github.zinx.bench.report.Sample.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.bench.report.Round.Verdict;
import io.github.zinx.bench.report.Row.State;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TablesTest {

    private static final String NETTY = Tables.REFERENCE;

    /** The machine became twice as fast from round to round; the ratio did not change. */
    @Test
    void ratiosAreOfRoundsThatRanBesideEachOther() {
        Table table = table(
                List.of(
                        clean(NETTY, 1, 100),
                        clean("ours", 1, 150),
                        clean(NETTY, 2, 200),
                        clean("ours", 2, 300),
                        clean(NETTY, 3, 400),
                        clean("ours", 3, 600)),
                NETTY,
                "ours");

        assertEquals(new Spread(1.5, 1.5, 1.5, 3), row(table, "ours").ratio());
        assertEquals(new Spread(1.5, 1.5, 1.5, 3), row(table, "ours").cpuRatio());
        assertEquals(1, row(table, NETTY).ratio().median());
        assertEquals(new Spread(300, 150, 600, 3), row(table, "ours").figure(Metric.RATE));
    }

    @Test
    void disturbedRoundsAreDroppedAndCounted() {
        Table table = table(
                List.of(
                        clean(NETTY, 1, 100),
                        disturbed("ours", 1, 10),
                        disturbed("ours", 1, 11),
                        clean(NETTY, 2, 100),
                        clean("ours", 2, 120)),
                NETTY,
                "ours");

        Row ours = row(table, "ours");
        assertEquals(State.GOOD, ours.state());
        assertEquals(new Spread(120, 120, 120, 1), ours.figure(Metric.RATE));
        assertEquals(2, ours.dropped());
        assertEquals(1, ours.ratio().count());
    }

    @Test
    void ofDisturbedRoundsAloneNoRatioIsQuoted() {
        Row ours = row(table(List.of(clean(NETTY, 1, 100), disturbed("ours", 1, 90)), NETTY, "ours"), "ours");

        assertEquals(State.DISTURBED, ours.state());
        assertFalse(ours.ratio().isKnown());
        assertEquals(90, ours.figure(Metric.RATE).median());
    }

    @Test
    void oneInvalidRoundTakesAllFiguresAway() {
        Table table = table(
                List.of(clean(NETTY, 1, 100), clean("ours", 1, 900), clean(NETTY, 2, 100), invalid("ours", 2)),
                NETTY,
                "ours");

        Row ours = row(table, "ours");
        assertEquals(State.INVALID, ours.state());
        assertTrue(table.hasInvalid());
        assertFalse(ours.figure(Metric.RATE).isKnown());
        assertFalse(ours.ratio().isKnown());
        List<String> cells = Grid.of(table).lines().getLast().cells();
        assertEquals("INVALID: round 2: 2 faults {order=2}", cells.getLast());
        assertFalse(String.join(" ", cells).contains("900"));
    }

    @Test
    void anInvalidReferenceGivesNoRatio() {
        Table table = table(List.of(clean(NETTY, 1, 100), invalid(NETTY, 2), clean("ours", 1, 100)), NETTY, "ours");

        assertFalse(row(table, "ours").ratio().isKnown());
        assertTrue(row(table, "ours").figure(Metric.RATE).isKnown());
    }

    @Test
    void aBusyGeneratorGivesALowerBoundAndNoRatio() {
        Round bound = Sample.round(Sample.ECHO, "ours", 1, Verdict.CLEAN, 300, 0.95, "");
        Table table = table(List.of(clean(NETTY, 1, 100), bound), NETTY, "ours");

        assertEquals(State.GENERATOR_BOUND, row(table, "ours").state());
        assertFalse(row(table, "ours").ratio().isKnown());
        assertEquals(300, row(table, "ours").figure(Metric.RATE).median());
    }

    @Test
    void whatWasNeverMeasuredIsThereWithoutFigures() {
        Row absent = row(table(List.of(clean(NETTY, 1, 100)), NETTY, "ours"), "ours");

        assertEquals(State.ABSENT, absent.state());
        assertFalse(absent.figure(Metric.RATE).isKnown());
    }

    /** Less heap is better, and over 1 is better. */
    @Test
    void whereLessIsBetterTheRatioIsTurnedRound() {
        Case idle = new Case("g", "g", "idle", Kind.IDLE, 10);
        List<Round> rounds = List.of(heap(idle, NETTY, 1_000), heap(idle, "ours", 4_000));

        Table table = Tables.of(List.of(idle), Map.of(idle, List.of(NETTY, "ours")), rounds)
                .getFirst();

        assertEquals(0.25, row(table, "ours").ratio().median());
    }

    private static Round heap(Case idle, String peer, double bytes) {
        return new Round(idle.name(), peer, 1, 1, Verdict.CLEAN, 0, Map.of(Metric.HEAP.field(), bytes), "", "");
    }
}
