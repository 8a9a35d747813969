package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.ConnectionSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Limit limit = new Limit(Kind.IDLE_TIMEOUT, Duration.ofSeconds(10), System::nanoTime);

    @Test
    void beforeTheFirstStartNothingPasses() {
        assertFalse(limit.hasPassed(System.nanoTime() + 1000 * SECOND));
        assertEquals(Kind.IDLE_TIMEOUT, limit.kind());
    }

    @Test
    void itPassesAfterItsTimeAndNotBefore() {
        long before = System.nanoTime();
        limit.start();
        long after = System.nanoTime();
        assertFalse(limit.hasPassed(before + 10 * SECOND));
        assertTrue(limit.hasPassed(after + 10 * SECOND + 1));
    }

    @Test
    void whileStoppedNothingPassesAndTheNextStartIsAfresh() {
        limit.start();
        limit.stop();
        assertFalse(limit.hasPassed(System.nanoTime() + 1000 * SECOND));
        long before = System.nanoTime();
        limit.start();
        assertFalse(limit.hasPassed(before + 10 * SECOND));
    }

    @Test
    void startIfStoppedLeavesARunningClockAlone() {
        limit.start();
        long started = System.nanoTime();
        while (System.nanoTime() - started < SECOND / 1000) {
            Thread.onSpinWait();
        }
        limit.startIfStopped();
        assertTrue(limit.hasPassed(started + 10 * SECOND + 1));
        limit.stop();
        limit.startIfStopped();
        assertTrue(limit.isRunning());
        assertFalse(limit.hasPassed(started + 10 * SECOND + 1));
    }

    @Test
    void restartIfRunningStartsARunningClockAfreshAndNoOther() {
        limit.restartIfRunning();
        assertFalse(limit.isRunning());
        limit.start();
        assertTrue(limit.isRunning());
        long started = System.nanoTime();
        while (System.nanoTime() - started < SECOND / 1000) {
            Thread.onSpinWait();
        }
        limit.restartIfRunning();
        assertFalse(limit.hasPassed(started + 10 * SECOND + 1));
    }

    @Test
    void roundSeenFromBeforeTheStartIsNotPassed() {
        long earlier = System.nanoTime() - SECOND;
        limit.start();
        assertFalse(limit.hasPassed(earlier));
    }

    @Test
    void offNeverPasses() {
        Limit off = new Limit(Kind.IDLE_TIMEOUT, ConnectionSettings.OFF, System::nanoTime);
        off.start();
        assertFalse(off.hasPassed(System.nanoTime() + Duration.ofDays(10_000).toNanos()));
    }

    @Test
    void offSeenFromBeforeTheStartIsNotPassed() {
        Limit off = new Limit(Kind.IDLE_TIMEOUT, ConnectionSettings.OFF, System::nanoTime);
        off.start();
        assertFalse(off.hasPassed(System.nanoTime() - SECOND));
    }
}
