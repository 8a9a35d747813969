package io.github.zinx.server;

import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a server that starts finds out about the machine it starts on. */
final class StartChecks {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /** What a JVM needs beside its connections: the jar files, the pollers, a log. */
    private static final int OTHER_DESCRIPTORS = 64;

    private StartChecks() {}

    /** Returns how many bytes all connections may hold together, on this machine. */
    static long maxBufferedBytes(ServerConfig config) {
        return config.maxBufferedBytes() == ServerConfig.QUARTER_OF_HEAP
                ? Runtime.getRuntime().maxMemory() / 4
                : config.maxBufferedBytes();
    }

    /** Warns where the connections could use up the heap, or could not hold a single frame. */
    static void memory(ServerConfig config) {
        long heap = Runtime.getRuntime().maxMemory();
        long cap = maxBufferedBytes(config);
        if (cap > heap / 2) {
            LOG.warn(
                    "server.max-buffered-bytes is {}, but the heap has only {}",
                    ConfigText.orOff(cap, ConfigText::size),
                    ConfigText.size(heap));
        }
        if (cap < 4L * config.maxFrameLength()) {
            LOG.warn(
                    "server.max-buffered-bytes is {}, which is little for messages of frame.max-length {}",
                    ConfigText.size(cap),
                    ConfigText.size(config.maxFrameLength()));
        }
    }

    /**
     * Returns the workers to use, and warns of what will not go well.
     *
     * <p>With a single carrier, virtual workers that compute can keep a new connection waiting for seconds.
     */
    static WorkerSettings workers(ServerConfig config) {
        OptionalLong descriptors = Descriptors.limit();
        if (descriptors.isPresent() && descriptors.getAsLong() < (long) config.maxConnections() + OTHER_DESCRIPTORS) {
            LOG.warn(
                    "server.max-connections is {}, but this process may open only {} files and sockets",
                    config.maxConnections(),
                    descriptors.getAsLong());
        }
        WorkerSettings workers = config.workers();
        if (Carriers.count() > 1 || workers.threads() == Threads.PLATFORM) {
            return workers;
        }
        if (workers.count() == 0) {
            LOG.warn("there is only one carrier for virtual threads: handlers that compute will delay all connections;"
                    + " set -Djdk.virtualThreadScheduler.parallelism=2");
            return workers;
        }
        LOG.warn("there is only one carrier for virtual threads, so the workers are platform threads;"
                + " -Djdk.virtualThreadScheduler.parallelism=2 avoids that");
        int maxWaiting = Math.min(workers.maxWaiting(), Threads.PLATFORM.defaultMaxWaiting());
        return new WorkerSettings(
                workers.count(), Threads.PLATFORM, workers.queueCapacity(), workers.readAhead(), maxWaiting);
    }
}
