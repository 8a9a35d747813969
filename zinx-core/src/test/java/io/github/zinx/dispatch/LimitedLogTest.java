package io.github.zinx.dispatch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.server.RecordingLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LimitedLogTest {

    private final RecordingLog recorded = new RecordingLog();
    private final LimitedLog log = new LimitedLog(recorded.logger);

    @Test
    void theFirstOfEachTopicIsLogged() {
        log.warn("a", "first of a", null);
        log.warn("b", "first of b", new IllegalStateException("thrown by hand"));

        assertEquals(List.of("first of a", "first of b"), recorded.warnings);
        assertEquals(Map.of(), log.suppressed());
    }

    @Test
    void aFloodIsOneLineASecondAndACountOfTheRest() {
        long begin = System.nanoTime();
        log.warn("a", "first", null);
        int sent = 1;
        while (recorded.warnings.size() < 2) {
            log.warn("a", "again", null);
            sent++;
            assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(10));
        }
        long took = System.nanoTime() - begin;

        int silent = sent - 2;
        assertTrue(took >= TimeUnit.SECONDS.toNanos(1), () -> "two lines in " + took + " ns");
        assertEquals(
                List.of("first", "again (and " + silent + " more of this kind that were not logged)"),
                recorded.warnings);
        assertEquals(Map.of("a", (long) silent), log.suppressed());
    }

    @Test
    void aFloodFromManyThreadsLosesNoCount() throws Exception {
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = Thread.startVirtualThread(() -> {
                for (int i = 0; i < 5_000; i++) {
                    log.warn("a", "again", null);
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertEquals(20_000, recorded.warnings.size() + log.suppressed().get("a"));
    }

    @Test
    void afterAQuietSecondALineStandsAlone() {
        log.warn("a", "first", null);

        await().atMost(Duration.ofSeconds(10))
                .pollDelay(Duration.ofMillis(1010))
                .until(() -> {
                    log.warn("a", "later", null);
                    return recorded.warnings.size() == 2;
                });

        assertEquals(List.of("first", "later"), recorded.warnings);
    }

    @Test
    void textsThatAreNotLoggedAreNotMade() {
        AtomicInteger made = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            log.warn("a", () -> "text " + made.incrementAndGet());
        }

        assertEquals(1, made.get());
        assertEquals(List.of("text 1"), recorded.warnings);
        assertEquals(Map.of("a", 4L), log.suppressed());
    }

    @Test
    void whatIsSilentIsCountedByTopic() {
        for (int i = 0; i < 3; i++) {
            log.warn("a", "text", null);
        }
        log.warn("b", "text", null);
        log.warn("b", "text", null);
        log.warn("c", "text", null);

        assertEquals(Map.of("a", 2L, "b", 1L), log.suppressed());
    }
}
