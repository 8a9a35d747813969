package io.github.zinx.tests.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.tests.support.Counts;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A process that starts and stops servers again and again. */
class CyclesTest {

    private static final int CYCLES = Counts.of(30, 300);

    /** The JVM has threads of its own that come and go: more than a few are somebody's who was left. */
    private static final int FEW = 4;

    @Test
    void P13_startsAndStopsLeaveNoThreadNoDescriptorAndNoMemory() throws Exception {
        try (Child child = Child.start(List.of(), List.of(), Cycles.class, "20", "" + CYCLES)) {
            Footprint before = Footprint.parse(child.read());
            Footprint after = Footprint.parse(child.read());
            String both = "before: " + before + "; after: " + after;
            assertTrue(after.threads() <= before.threads() + FEW, both);
            assertTrue(after.descriptors() <= before.descriptors() + FEW, both);
            assertTrue(after.heap() <= before.heap() + CYCLES * 4096L + (1 << 20), both);
        }
    }
}
