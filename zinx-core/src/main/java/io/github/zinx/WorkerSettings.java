package io.github.zinx;

import java.util.Objects;

/**
 * Who runs the handlers, and how much may wait for them.
 *
 * <p>The values are checked here and nowhere else; one that breaks its rule is a {@link ConfigException} that names the
 * key as a configuration file spells it. Instances are immutable.
 *
 * @param count workers in the pool, 0 to 10,000; a connection always has the same one, so its messages keep their
 *     order. Quick handlers of a server's may run on the connection's reader thread in place of a virtual worker that
 *     has nothing else to do. 0 runs each handler on its connection's own reader thread, still in order; that needs
 *     virtual threads
 * @param threads what kind of threads the workers are
 * @param queueCapacity messages of one connection that may wait for its worker, 1 to 1,000,000; when they are that
 *     many, the connection is not read until its worker has caught up
 * @param readAhead bytes of one connection that may wait for its worker, 1 byte to 1 GiB; one whole frame always fits,
 *     whatever its size
 * @param maxWaiting handlers that may wait inside a send while another thread serves their worker's other connections,
 *     0 to 1,000,000, with platform threads 0 to 10,000; a send beyond that number does not wait, it throws
 *     {@link SendTimeoutException}
 */
public record WorkerSettings(int count, Threads threads, int queueCapacity, long readAhead, int maxWaiting) {

    /** The kinds of threads a worker may be. */
    public enum Threads {
        /** Virtual threads: the faster kind, for handlers that park when they wait, as nearly all do. */
        VIRTUAL(10_000),

        /**
         * Platform threads: for handlers that hold on to their carrier while they wait, as native calls do, and before
         * Java 24 also {@code synchronized} blocks.
         */
        PLATFORM(256);

        private final int maxWaiting;

        Threads(int maxWaiting) {
            this.maxWaiting = maxWaiting;
        }

        /** The {@link WorkerSettings#maxWaiting()} that goes with this kind when none is configured. */
        public int defaultMaxWaiting() {
            return maxWaiting;
        }
    }

    private static final WorkerSettings DEFAULTS =
            new WorkerSettings(10, Threads.VIRTUAL, 1024, 256 * 1024, Threads.VIRTUAL.defaultMaxWaiting());

    /**
     * Checks every value, and that they go together.
     *
     * @throws ConfigException naming the key, the value and the rule it breaks
     */
    public WorkerSettings {
        Objects.requireNonNull(threads, "workers.threads");
        ConnectionSettings.checkRange("workers.count", count, 0, 10_000, "0 to 10000");
        ConnectionSettings.checkRange("workers.queue-capacity", queueCapacity, 1, 1_000_000, "1 to 1000000");
        ConnectionSettings.checkRange("frame.read-ahead", readAhead, 1, 1L << 30, "1B to 1GiB");
        ConnectionSettings.checkRange(
                "workers.max-waiting",
                maxWaiting,
                0,
                threads == Threads.PLATFORM ? 10_000 : 1_000_000,
                "0 to 1000000, with platform threads 0 to 10000");
        if (count == 0 && threads == Threads.PLATFORM) {
            throw new ConfigException("workers.threads: platform is refused with workers.count: 0, where handlers run"
                    + " on the virtual reader threads; it must be virtual, or workers.count at least 1");
        }
    }

    /** Ten virtual workers; 1,024 messages and 256 KiB may wait per connection, and 10,000 handlers inside sends. */
    public static WorkerSettings defaults() {
        return DEFAULTS;
    }
}
