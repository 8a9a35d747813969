package io.github.zinx.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleTableTest {

    private final Table table = Sample.table(
            List.of(Sample.clean(Tables.REFERENCE, 1, 123_456), Sample.invalid("ours", 1)), Tables.REFERENCE, "ours");

    @Test
    void whatIsInvalidIsRed() {
        List<String> lines = ConsoleTable.lines(table, true);

        assertEquals(4, lines.size());
        assertTrue(lines.getLast().startsWith("\u001b[31m"), lines.getLast());
        assertTrue(lines.getLast().contains("INVALID: round 1: 2 faults"), lines.getLast());
        assertFalse(lines.get(2).contains("\u001b"));
    }

    @Test
    void withoutColoursThereAreNone() {
        assertFalse(String.join("", ConsoleTable.lines(table, false)).contains("\u001b"));
    }

    @Test
    void figuresHaveTheirUnits() {
        assertEquals("123,456", Metric.RATE.written(123_456));
        assertEquals("9.87 µs", Metric.P50.written(9.87));
        assertEquals("12.3 ms", Metric.P99.written(12_345));
        assertEquals("1.50 s", Metric.MAX.written(1_500_000));
        assertEquals("2.50 KiB", Metric.HEAP.written(2_560));
        assertEquals("91 %", Metric.GENERATOR_CPU.written(0.911));
    }
}
