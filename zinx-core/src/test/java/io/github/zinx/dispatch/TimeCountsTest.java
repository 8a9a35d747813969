package io.github.zinx.dispatch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimeCountsTest {

    @Test
    void whatIsCountedStaysCountedHoweverItIsWidened() {
        Random random = new Random(5);
        for (int round = 0; round < 1_000; round++) {
            long[] expected = new long[TimeScale.BUCKETS];
            int first = random.nextInt(TimeScale.BUCKETS);
            TimeCounts counts = TimeCounts.around(first);
            assertTrue(counts.hasRoomFor(first));
            for (int i = 0; i < 20; i++) {
                int bucket = random.nextInt(TimeScale.BUCKETS);
                if (!counts.hasRoomFor(bucket)) {
                    counts = counts.widenedTo(bucket);
                }
                counts.add(bucket);
                expected[bucket]++;
            }
            assertArrayEquals(expected, added(counts));
        }
    }

    @Test
    void bothEndsOfTheScaleHavePlaces() {
        TimeCounts counts = TimeCounts.around(0);
        assertFalse(counts.hasRoomFor(TimeScale.BUCKETS - 1));
        counts.add(0);
        counts = counts.widenedTo(TimeScale.BUCKETS - 1);
        counts.add(TimeScale.BUCKETS - 1);
        assertTrue(IntStream.range(0, TimeScale.BUCKETS).allMatch(counts::hasRoomFor));
        long[] all = added(counts);
        assertTrue(all[0] == 1 && all[TimeScale.BUCKETS - 1] == 1);
    }

    @Test
    void narrowOneHasNoRoomForTimesThatAreFarOff() {
        TimeCounts counts = TimeCounts.around(TimeScale.bucket(50_000));
        assertTrue(counts.hasRoomFor(TimeScale.bucket(50_000)));
        assertFalse(counts.hasRoomFor(0));
        assertFalse(counts.hasRoomFor(TimeScale.bucket(50_000_000)));
    }

    private static long[] added(TimeCounts counts) {
        long[] all = new long[TimeScale.BUCKETS];
        counts.addTo(all);
        return all;
    }
}
