package io.github.zinx.bench.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.zinx.bench.generator.Arrivals.Turn;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    private final Arrivals arrivals = new Arrivals();

    @Test
    void whatIsPassedOverIsMissingUntilItComes() {
        assertEquals(Turn.IN_TURN, arrivals.take(0, 10));
        assertEquals(Turn.EARLY, arrivals.take(3, 10));
        assertEquals(2, arrivals.missing());
        assertEquals(Turn.LATE, arrivals.take(2, 10));
        assertEquals(1, arrivals.missing());
        assertEquals(Turn.IN_TURN, arrivals.take(4, 10));
        assertEquals(5, arrivals.expected());
    }

    @Test
    void whatHasComeBeforeOrWasNotSentIsUnexpected() {
        assertEquals(Turn.IN_TURN, arrivals.take(0, 2));
        assertEquals(Turn.UNEXPECTED, arrivals.take(0, 2));
        assertEquals(Turn.UNEXPECTED, arrivals.take(2, 2));
        assertEquals(Turn.UNEXPECTED, arrivals.take(-1, 2));
        assertEquals(Turn.IN_TURN, arrivals.take(1, 2));
        assertEquals(0, arrivals.missing());
    }
}
