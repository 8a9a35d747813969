package io.github.zinx.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StopwatchTest {

    private long now;
    private int looks;

    private @Nullable Error failure;

    private final Stopwatch stopwatch = new Stopwatch(() -> {
        if (failure != null) {
            throw failure;
        }
        looks++;
        return now;
    });

    private TimeTotals totals() {
        TimeTotals totals = new TimeTotals();
        stopwatch.addTo(totals);
        return totals;
    }

    private void handle(long nanos) {
        Work work = new Work.Letter(Tally.numbered(1, 1));
        stopwatch.begin(work);
        now += nanos;
        stopwatch.end(work);
    }

    private void handle(int count, long nanosEach) {
        for (int i = 0; i < count; i++) {
            handle(nanosEach);
        }
    }

    /** From here on handlers of 100 ns are timed five at a time. */
    private void handleShortOnes() {
        stopwatch.start();
        handle(64, 100);
        looks = 0;
    }

    @Test
    void whatRunsIsShownWithThreadAndTimeUntilItEnds() {
        Work work = new Work.Letter(Tally.numbered(1, 1));
        assertNull(stopwatch.running());

        now = 1234;
        stopwatch.start();
        stopwatch.begin(work);
        assertSame(work, stopwatch.running());
        assertSame(Thread.currentThread(), work.thread());
        assertEquals(1234, work.since());

        now = 5678;
        stopwatch.end(work);
        assertNull(stopwatch.running());
    }

    /** It is the thread that runs a connection's work that would miss it otherwise. */
    @Test
    void aTimeForWhichThereIsNoMemoryIsLostAndNothingElse() {
        stopwatch.start();
        handle(5);
        failure = new OutOfMemoryError("thrown by hand");
        handle(2000);
        failure = null;
        handle(6);

        assertNull(stopwatch.running());
        assertEquals(2, Arrays.stream(totals().counts()).sum());
    }

    @Test
    void timesOfHandlersAreCounted() {
        stopwatch.start();
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
        handleShortOnes();
        handle(2, 100);
        Work task = new Work.Task(() -> {});
        stopwatch.begin(task);
        assertEquals(now, task.since());
        now += 1_000_000;
        stopwatch.end(task);
        handle(1, 100);
        stopwatch.rest();

        assertTrue(task.request().isEmpty());
        TimeTotals totals = totals();
        assertEquals(67, totals.counts()[0]);
        assertEquals(6_700, totals.nanos());
    }

    @Test
    void timeBetweenRestAndStartIsNotCounted() {
        handleShortOnes();
        handle(2, 100);
        stopwatch.rest();
        now += 1_000_000;
        stopwatch.start();
        handle(1, 100);
        stopwatch.rest();

        assertEquals(67, totals().counts()[0]);
        assertEquals(6_700, totals().nanos());
    }

    @Test
    void whatIsDoneBetweenTwoHandlersIsNotTheirTimeAsLongAsTheyAreTimedSingly() {
        stopwatch.start();
        handle(100);
        now += 1_000_000;
        stopwatch.goOn();
        handle(100);
        assertEquals(200, totals().nanos());
    }

    @Test
    void betweenShortOnesTheClockIsNotLookedAt() {
        handleShortOnes();
        handle(2, 100);
        stopwatch.goOn();
        assertEquals(0, looks);
    }

    // ---- short ones are timed together ----

    @Test
    void eachHandlerIsTimedAloneUntilManyHaveBeenShort() {
        stopwatch.start();
        handle(63, 100);
        assertEquals(64, looks);
        handle(1, 5_000);
        handle(63, 100);
        assertEquals(128, looks);
    }

    @Test
    void afterManyShortOnesSoManyShareALookAsFitIntoHalfTheFirstBucket() {
        handleShortOnes();
        handle(10, 100);
        assertEquals(2, looks);
        handle(5, 1);
        looks = 0;
        handle(8, 1);
        assertEquals(1, looks, "eight at most");
        handle(8, 500); // one by one again from here on
        looks = 0;
        handle(8, 500);
        assertEquals(8, looks);
    }

    @Test
    void allThatShareALookAndAreShortAreInTheFirstBucket() {
        handleShortOnes();
        handle(10, 100);
        assertEquals(74, totals().counts()[0]);
        assertEquals(7_400, totals().nanos());
    }

    @Test
    void slowOneAmongThemIsCountedAsSlowAndTheOthersAsShort() {
        handleShortOnes();
        handle(2, 100);
        handle(1_000_000);
        handle(2, 100);

        TimeTotals totals = totals();
        assertEquals(1, totals.counts()[TimeScale.bucket(1_000_400)]);
        assertEquals(68, totals.counts()[0]);
        assertEquals(69, Arrays.stream(totals.counts()).sum());
        assertEquals(6_400 + 1_000_400, totals.nanos());
        assertEquals(1_000_400, totals.longest());
        looks = 0;
        handle(64, 100);
        assertEquals(64, looks, "and from then on one by one");
    }

    @Test
    void whoHasBeenSeenRunningIsTimedAlone() {
        handleShortOnes();
        Work slow = new Work.Letter(Tally.numbered(1, 1));
        stopwatch.begin(slow);
        assertSame(slow, stopwatch.running());
        now += 1_000_000;
        stopwatch.end(slow);

        Work next = new Work.Letter(Tally.numbered(1, 1));
        stopwatch.begin(next);
        assertEquals(now, next.since());
        assertEquals(1_000_000, totals().longest());
    }

    @Test
    void clockThatStandsStillIsNoTrouble() {
        stopwatch.start();
        handle(200, 0);
        stopwatch.rest();
        assertEquals(200, totals().counts()[0]);
    }

    @Test
    void totalsOfManyAddUpAndACopyIsItsOwn() {
        stopwatch.start();
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
