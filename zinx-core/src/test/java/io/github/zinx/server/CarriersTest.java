package io.github.zinx.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.dispatch.LimitedLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CarriersTest {

    private static final long MS = 1_000_000;

    private final RecordingLog recorded = new RecordingLog();
    private final Carriers carriers = new Carriers(new LimitedLog(recorded.logger), new Ledger());

    @Test
    void probesThatAreAnsweredSayNothing() throws Exception {
        for (int i = 0; i < 20; i++) {
            carriers.sweep(i * (100 * MS));
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(carriers::isAnswered);
        }

        assertEquals(List.of(), recorded.warnings);
    }

    @Test
    void aProbeThatWaitsForACarrierIsReportedAndNamesTheSetting() throws Exception {
        AtomicBoolean hold = new AtomicBoolean(true);
        int count = Carriers.count();
        CountDownLatch held = new CountDownLatch(count);
        try {
            for (int i = 0; i < count; i++) {
                Thread.startVirtualThread(() -> {
                    held.countDown();
                    while (hold.get()) {
                        Thread.onSpinWait();
                    }
                });
            }
            assertTrue(held.await(10, TimeUnit.SECONDS));

            carriers.sweep(0);
            carriers.sweep(100 * MS);
            carriers.sweep(500 * MS);
            assertEquals(List.of(), recorded.warnings);
            carriers.sweep(700 * MS);
        } finally {
            hold.set(false);
        }

        assertEquals(1, recorded.warnings.size());
        assertTrue(recorded.warnings.get(0).contains("700 ms"), recorded.warnings::toString);
        assertTrue(recorded.warnings.get(0).contains("workers.threads: platform"), recorded.warnings::toString);
    }

    @Test
    void theNumberOfCarriersIsTheConfiguredOneOrThatOfTheProcessors() {
        String key = "jdk.virtualThreadScheduler.parallelism";
        String before = System.getProperty(key);
        try {
            System.setProperty(key, "7");
            assertEquals(7, Carriers.count());
            System.clearProperty(key);
            assertEquals(Runtime.getRuntime().availableProcessors(), Carriers.count());
        } finally {
            if (before != null) {
                System.setProperty(key, before);
            }
        }
    }
}
