package io.github.zinx.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StopwatchTest {

    private final Stopwatch stopwatch = new Stopwatch();

    private TimeTotals totals() {
        TimeTotals totals = new TimeTotals();
        stopwatch.addTo(totals);
        return totals;
    }

    private void handle(long nanos) {
        Work work = new Work.Letter(Tally.numbered(1, 1));
        stopwatch.begin(work, 50);
        stopwatch.end(work, 50 + nanos);
    }

    @Test
    void whatRunsIsShownWithThreadAndTimeUntilItEnds() {
        Work work = new Work.Letter(Tally.numbered(1, 1));
        assertNull(stopwatch.running());

        stopwatch.begin(work, 1234);
        assertSame(work, stopwatch.running());
        assertSame(Thread.currentThread(), work.thread());
        assertEquals(1234, work.since());

        stopwatch.end(work, 5678);
        assertNull(stopwatch.running());
    }

    @Test
    void timesOfHandlersAreCounted() {
        handle(5);
        handle(2000);
        handle(2001);
        handle(1_000_000);

        TimeTotals totals = totals();
        assertEquals(4, Arrays.stream(totals.counts()).sum());
        assertEquals(1, totals.counts()[0]);
        assertEquals(2, totals.counts()[TimeScale.bucket(2000)]);
        assertEquals(1_004_006, totals.nanos());
        assertEquals(1_000_000, totals.longest());
    }

    @Test
    void timesOfTasksAreNot() {
        Work task = new Work.Task(() -> {});
        stopwatch.begin(task, 0);
        assertTrue(task.request().isEmpty());
        stopwatch.end(task, 1_000_000);

        assertEquals(0, Arrays.stream(totals().counts()).sum());
    }

    @Test
    void totalsOfManyAddUpAndACopyIsItsOwn() {
        handle(2000);
        TimeTotals first = totals();
        TimeTotals copy = new TimeTotals(first);
        handle(3000);
        stopwatch.addTo(copy);

        assertEquals(2000, first.nanos());
        assertEquals(2000 + 5000, copy.nanos());
        assertEquals(3000, copy.longest());
        assertEquals(3, Arrays.stream(copy.counts()).sum());
        assertEquals(1, Arrays.stream(first.counts()).sum());
    }
}
