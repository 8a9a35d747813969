package io.github.zinx.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartChecksTest {

    private static final String KEY = "jdk.virtualThreadScheduler.parallelism";

    private final String before = System.getProperty(KEY);

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(KEY);
        } else {
            System.setProperty(KEY, before);
        }
    }

    private static WorkerSettings checked(WorkerSettings workers) {
        return StartChecks.workers(ServerConfig.builder()
                .workers(workers.count())
                .workerThreads(workers.threads())
                .workerQueueCapacity(workers.queueCapacity())
                .readAhead(workers.readAhead())
                .maxWaiting(workers.maxWaiting())
                .build());
    }

    @Test
    void withSeveralCarriersTheWorkersAreAsConfigured() {
        System.setProperty(KEY, "2");
        WorkerSettings workers = new WorkerSettings(3, Threads.VIRTUAL, 4, 5, 6000);

        assertEquals(workers, checked(workers));
    }

    @Test
    void withASingleCarrierTheWorkersArePlatformThreads() {
        System.setProperty(KEY, "1");

        assertEquals(
                new WorkerSettings(3, Threads.PLATFORM, 4, 5, 256),
                checked(new WorkerSettings(3, Threads.VIRTUAL, 4, 5, 6000)));
        assertEquals(
                new WorkerSettings(3, Threads.PLATFORM, 4, 5, 6),
                checked(new WorkerSettings(3, Threads.VIRTUAL, 4, 5, 6)));
        WorkerSettings platform = new WorkerSettings(3, Threads.PLATFORM, 4, 5, 6000);
        assertEquals(platform, checked(platform));
    }

    @Test
    void withASingleCarrierReadersStillRunHandlersIfToldTo() {
        System.setProperty(KEY, "1");
        ServerConfig config = ServerConfig.builder().workers(0).build();

        assertSame(config.workers(), StartChecks.workers(config));
    }
}
