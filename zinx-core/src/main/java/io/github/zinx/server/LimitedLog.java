package io.github.zinx.server;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Warnings that a peer can cause as often as it likes: at most one a second per topic, with a count of the rest. */
final class LimitedLog {

    private static final long INTERVAL = Duration.ofSeconds(1).toNanos();

    private final Logger log;
    /** One is there from the start: a process without descriptors cannot load a class to say so. */
    private final Map<String, Topic> topics = new ConcurrentHashMap<>(Map.of("accept", new Topic()));

    private final LongAdder suppressed = new LongAdder();

    LimitedLog(Logger log) {
        this.log = log;
    }

    /** Logs the text, or counts it; the topics must be few and not of a peer's making. */
    void warn(String topic, String text, @Nullable Throwable stack) {
        int silent = topics.computeIfAbsent(topic, t -> new Topic()).next();
        if (silent < 0) {
            suppressed.increment();
        } else {
            String line = silent == 0 ? text : text + " (and " + silent + " more of this kind that were not logged)";
            log.warn(line, stack);
        }
    }

    long suppressed() {
        return suppressed.sum();
    }

    private static final class Topic {
        private final AtomicLong nextAt = new AtomicLong(System.nanoTime());
        private final AtomicInteger silent = new AtomicInteger();

        /** Returns how many were kept silent since the last line, or -1 if this one has to be too. */
        int next() {
            long now = System.nanoTime();
            long at = nextAt.get();
            if (now - at >= 0 && nextAt.compareAndSet(at, now + INTERVAL)) {
                return silent.getAndSet(0);
            }
            silent.incrementAndGet();
            return -1;
        }
    }
}
