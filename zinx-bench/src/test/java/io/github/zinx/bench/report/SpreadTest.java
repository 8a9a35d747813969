package io.github.zinx.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void theMedianIsTheMiddleOneOrTheMeanOfTheMiddleTwo() {
        assertEquals(new Spread(3, 1, 90, 3), Spread.of(List.of(90.0, 1.0, 3.0)));
        assertEquals(new Spread(2.5, 1, 90, 4), Spread.of(List.of(2.0, 90.0, 1.0, 3.0)));
        assertEquals(new Spread(7, 7, 7, 1), Spread.of(List.of(7.0)));
    }

    @Test
    void unknownFiguresDoNotCount() {
        assertEquals(new Spread(2, 1, 3, 2), Spread.of(List.of(Double.NaN, 1.0, 3.0)));
        assertFalse(Spread.of(List.of(Double.NaN)).isKnown());
        assertTrue(Double.isNaN(Spread.of(List.of()).median()));
    }

    @Test
    void theShareIsThatOfTheFarthest() {
        assertEquals(0.5, Spread.of(List.of(80.0, 100.0, 150.0)).share(), 1e-9);
        assertEquals(0.4, Spread.of(List.of(60.0, 100.0, 110.0)).share(), 1e-9);
    }
}
