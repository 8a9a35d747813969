package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.ConnectionSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimeLimitsTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** In the order of their length: write 1 s, frame 2 s, login 3 s, start 4 s, idle 10 s. */
    private final TimeLimits limits = new TimeLimits(
            ConnectionSettings.defaults().toBuilder()
                    .writeTimeout(Duration.ofSeconds(1))
                    .frameTimeout(Duration.ofSeconds(2))
                    .startTimeout(Duration.ofSeconds(4))
                    .idleTimeout(Duration.ofSeconds(10))
                    .build(),
            Duration.ofSeconds(3),
            System::nanoTime);

    private final long now = System.nanoTime();

    @Test
    void firstLookIsNeverLeftOut() {
        assertFalse(limits.areQuiet(now));
    }

    @Test
    void nothingIsToBeSeenUntilTheShortestLimitCanHavePassed() {
        limits.idle().start();
        look(now);
        assertTrue(limits.areQuiet(now + SECOND - 1));
        assertFalse(limits.areQuiet(now + SECOND + 1));
    }

    @Test
    void clockThatIsStartedAfterALookIsLookedAtInTime() {
        look(now);
        limits.write().start(); // later than now
        assertTrue(limits.areQuiet(now + SECOND / 2));
        long over = System.nanoTime() + SECOND + 1;
        assertFalse(limits.areQuiet(over));
        assertEquals(List.of(Kind.WRITE_TIMEOUT), look(over));
    }

    @Test
    void everyLimitThatHasPassedIsGivenOnce() {
        limits.start().start();
        limits.login().start();
        limits.frame().start();
        limits.idle().start();
        limits.write().start();
        assertEquals(List.of(), look(System.nanoTime()));
        assertEquals(
                List.of(Kind.START_TIMEOUT, Kind.LOGIN_TIMEOUT, Kind.FRAME_TIMEOUT, Kind.WRITE_TIMEOUT),
                look(System.nanoTime() + 5 * SECOND));
        assertFalse(limits.areQuiet(System.nanoTime() + 5 * SECOND), "passed, and nobody has stopped it");
    }

    @Test
    void whoIsStirredIsLookedAtOnceMore() {
        look(now);
        limits.stir();
        assertFalse(limits.areQuiet(now));
        assertEquals(List.of(), passed(now));
        assertTrue(limits.areQuiet(now));
    }

    @Test
    void stirDuringALookAsksForAnother() {
        assertFalse(limits.areQuiet(now));
        limits.stir();
        assertEquals(List.of(), passed(now));
        assertFalse(limits.areQuiet(now));
    }

    @Test
    void clockOfSilenceStandsStillWhileSomethingIsDone() {
        limits.idle().start();
        look(now);
        limits.keepAwake();
        assertFalse(limits.areQuiet(now));
        assertEquals(List.of(), passed(now));
        assertTrue(System.nanoTime() > now, "time goes on");
        assertFalse(limits.idle().hasPassed(now + 10 * SECOND + 1), "it was started afresh after that");
    }

    @Test
    void drainIsLookedAtUntilItIsOver() {
        look(now);
        assertFalse(limits.isDrainOver(now + 1000 * SECOND), "there is none");
        limits.drainWithin(Duration.ofSeconds(5));
        assertFalse(limits.areQuiet(now));
        assertFalse(limits.isDrainOver(now + 5 * SECOND));
        assertFalse(limits.areQuiet(now));
        assertTrue(limits.isDrainOver(System.nanoTime() + 5 * SECOND + 1));
    }

    @Test
    void earlierOfTwoDrainsCounts() {
        limits.drainWithin(Duration.ofSeconds(5));
        limits.drainWithin(Duration.ofSeconds(2));
        limits.drainWithin(Duration.ofSeconds(9));
        assertFalse(limits.isDrainOver(now + 2 * SECOND));
        assertTrue(limits.isDrainOver(System.nanoTime() + 2 * SECOND + 1));
    }

    @Test
    void whereAllIsOffThereIsNothingToSeeForYears() {
        TimeLimits off = new TimeLimits(
                ConnectionSettings.defaults().toBuilder()
                        .writeTimeout(ConnectionSettings.OFF)
                        .frameTimeout(ConnectionSettings.OFF)
                        .startTimeout(ConnectionSettings.OFF)
                        .idleTimeout(ConnectionSettings.OFF)
                        .build(),
                ConnectionSettings.OFF,
                System::nanoTime);
        off.idle().start();
        assertFalse(off.areQuiet(now));
        off.forEachPassed(now, limit -> assertEquals("none", limit.kind().name()));
        assertTrue(off.areQuiet(now + Duration.ofDays(10_000).toNanos()));
    }

    @Test
    void limitThatWasStartedBeforeTheClockWasSetBackTakesNoMoreThanItsTimeFromTheNextLook() {
        AtomicLong clock = new AtomicLong(3600 * SECOND);
        TimeLimits after = new TimeLimits(ConnectionSettings.defaults(), Duration.ofSeconds(3), clock::get);
        after.login().start();
        clock.set(0);
        after.forEachPassed(0, limit -> assertEquals("none", limit.kind().name()));
        assertFalse(after.login().hasPassed(3 * SECOND));
        assertTrue(after.login().hasPassed(3 * SECOND + 1));
    }

    private List<Kind> look(long at) {
        assertFalse(limits.areQuiet(at));
        return passed(at);
    }

    private List<Kind> passed(long at) {
        List<Kind> kinds = new ArrayList<>();
        limits.forEachPassed(at, limit -> kinds.add(limit.kind()));
        return kinds;
    }
}
