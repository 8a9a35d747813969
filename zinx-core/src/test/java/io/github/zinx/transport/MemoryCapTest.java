package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.transport.MemoryCap.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MemoryCapTest {

    private static final int KIB = 1024;

    @Test
    void aFewKibibytesAreFreeForEverybodyAlsoWhenAllIsTaken() {
        MemoryCap cap = new MemoryCap(100 * KIB);
        assertTrue(cap.share().hold(100 * KIB));
        for (int i = 0; i < 1000; i++) {
            assertTrue(cap.share().hold(4 * KIB));
        }
        assertFalse(cap.share().hold(4 * KIB + 1));
    }

    @Test
    void whatIsRefusedChangesNothingAndWhatIsGivenBackServesOthers() {
        MemoryCap cap = new MemoryCap(100 * KIB);
        Share one = cap.share();
        Share other = cap.share();
        assertTrue(one.hold(80 * KIB));
        long before = cap.held();
        assertFalse(other.hold(40 * KIB));
        assertFalse(one.hold(200 * KIB));
        assertEquals(before, cap.held());
        assertTrue(one.hold(20 * KIB));
        assertTrue(other.hold(40 * KIB));
        one.holdAnyway(0);
        other.holdAnyway(0);
        assertEquals(0, cap.held());
    }

    @Test
    void theLastQuarterIsForWhatGoesOut() {
        MemoryCap cap = new MemoryCap(100 * KIB);
        Share in = cap.inboundShare();
        assertFalse(in.hold(90 * KIB));
        assertTrue(in.hold(60 * KIB));
        assertFalse(cap.inboundShare().hold(30 * KIB));
        assertTrue(cap.share().hold(30 * KIB));
    }

    @Test
    void somebodyMayHaveToHoldAnyway() {
        MemoryCap cap = new MemoryCap(10 * KIB);
        Share share = cap.share();
        share.holdAnyway(1000 * KIB);
        assertTrue(cap.held() >= 996 * KIB);
        assertFalse(cap.share().hold(5 * KIB));
        assertTrue(share.hold(900 * KIB), "less is always allowed");
        share.holdAnyway(0);
        assertEquals(0, cap.held());
    }

    @Test
    void neverMoreThanTheCapIsHeldAndInTheEndNothing() throws Exception {
        int most = 1000 * KIB;
        MemoryCap cap = new MemoryCap(most);
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            SplittableRandom random = new SplittableRandom(i);
            threads.add(Thread.ofPlatform()
                    .uncaughtExceptionHandler((thread, e) -> failures.add(e))
                    .start(() -> {
                        Share share = cap.share();
                        for (int j = 0; j < 100_000; j++) {
                            share.hold(random.nextInt(300 * KIB));
                            assertTrue(cap.held() <= most);
                        }
                        share.hold(0);
                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), failures);
        assertEquals(0, cap.held());
    }
}
