package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaterMarksTest {

    private final List<Boolean> told = new ArrayList<>();
    private final WaterMarks marks = new WaterMarks(
            ConnectionSettings.builder()
                    .sendQueueCapacity(10)
                    .sendQueueBytes(1000)
                    .highWaterMark(50)
                    .lowWaterMark(20)
                    .build(),
            told::add);

    @Test
    void messagesAreToldOfAboveTheHighMarkAndAtTheLowOne() {
        marks.rose(5, 0);
        assertFalse(marks.isAbove());
        marks.rose(6, 0);
        assertTrue(marks.isAbove());
        marks.rose(7, 0);
        marks.fell(6, 0);
        marks.fell(3, 0);
        assertTrue(marks.isAbove());
        marks.fell(2, 0);
        assertFalse(marks.isAbove());
        marks.fell(1, 0);
        assertEquals(List.of(false, true), told);
    }

    @Test
    void bytesAreToldOfAboveTheHighMarkAndAtTheLowOne() {
        marks.rose(1, 500);
        assertFalse(marks.isAbove());
        marks.rose(1, 501);
        assertTrue(marks.isAbove());
        marks.fell(1, 201);
        assertTrue(marks.isAbove());
        marks.fell(1, 200);
        assertFalse(marks.isAbove());
        assertEquals(List.of(false, true), told);
    }

    @Test
    void bothHaveToBeLowAgain() {
        marks.rose(6, 501);
        marks.fell(2, 201);
        marks.fell(3, 200);
        assertTrue(marks.isAbove());
        marks.fell(2, 200);
        assertFalse(marks.isAbove());
    }
}
