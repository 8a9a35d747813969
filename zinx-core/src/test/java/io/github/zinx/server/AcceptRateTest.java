package io.github.zinx.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionSettings;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptRateTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** A clock near its end, which it may well pass in the life of a server. */
    private static final long START = Long.MAX_VALUE - 2 * SECOND;

    /** Lets in as many as want to come at this time, at most a million and one. */
    private static int flood(AcceptRate rate, long now) {
        int admitted = 0;
        while (rate.waitAt(now) == 0 && admitted <= 1_000_000) {
            rate.admitted(now);
            admitted++;
        }
        return admitted;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100, 999, 1_000_000})
    void aSecondsWorthAtOnceAndNotOneMore(int perSecond) {
        AcceptRate rate = new AcceptRate(perSecond, START);

        assertEquals(perSecond, flood(rate, START));
        assertTrue(rate.waitAt(START) > 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100, 999})
    void thenOneEachTimeAFractionOfASecondHasPassed(int perSecond) {
        AcceptRate rate = new AcceptRate(perSecond, START);
        flood(rate, START);
        long now = START;
        for (int i = 1; i <= 5 * perSecond; i++) {
            long wait = rate.waitAt(now);
            assertTrue(wait > 0);
            assertEquals(1, rate.waitAt(now + wait - 1));
            now += wait;
            assertEquals(1, flood(rate, now));
        }
        long took = now - START;
        assertTrue(took >= 5 * SECOND && took < 5 * SECOND + SECOND / 100, () -> took + " ns for five seconds' worth");
    }

    @Test
    void howeverLongNobodyCameNotMoreThanASecondsWorth() {
        AcceptRate rate = new AcceptRate(10, START);
        flood(rate, START);

        assertEquals(5, flood(rate, START + SECOND / 2));
        assertEquals(10, flood(rate, START + 100 * SECOND));
        assertEquals(0, flood(rate, START + 100 * SECOND));
    }

    @Test
    void whatIsOffNeverWaits() {
        AcceptRate rate = new AcceptRate(ConnectionSettings.UNLIMITED, START);

        assertEquals(1_000_001, flood(rate, START));
    }
}
