package io.github.zinx.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeScaleTest {

    @Test
    void everyTimeLiesBelowTheEndOfItsBucketAndNotBelowTheOneBefore() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            check(random.nextLong() >>> (1 + random.nextInt(62)));
        }
        for (int power = 0; power < 63; power++) {
            check((1L << power) - 1);
            check(1L << power);
            check((1L << power) + 1);
        }
        check(Long.MAX_VALUE - 1);
    }

    private static void check(long nanos) {
        int bucket = TimeScale.bucket(nanos);
        assertTrue(nanos < TimeScale.end(bucket), () -> nanos + " in " + bucket);
        if (bucket > 0) {
            assertTrue(nanos >= TimeScale.end(bucket - 1), () -> nanos + " in " + bucket);
        }
    }

    @Test
    void bucketsAreAQuarterWideAtMost() {
        for (int bucket = 1; bucket < TimeScale.BUCKETS - 1; bucket++) {
            long begin = TimeScale.end(bucket - 1);
            long end = TimeScale.end(bucket);
            assertTrue(end > begin && (end - begin) * 4 <= begin, begin + " to " + end);
        }
    }

    @Test
    void theScaleBeginsAndEndsAsItSays() {
        assertEquals(0, TimeScale.bucket(0));
        assertEquals(0, TimeScale.bucket(1023));
        assertEquals(1, TimeScale.bucket(1024));
        assertEquals(TimeScale.BUCKETS - 2, TimeScale.bucket((1L << 38) - 1));
        assertEquals(TimeScale.BUCKETS - 1, TimeScale.bucket(1L << 38));
        assertEquals(1L << 38, TimeScale.end(TimeScale.BUCKETS - 2));
        assertEquals(Long.MAX_VALUE, TimeScale.end(TimeScale.BUCKETS - 1));
    }
}
