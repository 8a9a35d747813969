package io.github.zinx.dispatch;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Warnings that a peer can cause as often as it likes: at most one a second per topic, with a count of the rest. The
 * topics must be few and not of a peer's making. Safe for use by many threads.
 */
public final class LimitedLog {

    private static final long INTERVAL = Duration.ofSeconds(1).toNanos();

    private final Logger log;
    /** One is there from the start: a process without descriptors cannot load a class to say so. */
    private final Map<String, Topic> topics = new ConcurrentHashMap<>(Map.of("accept", new Topic()));

    /** Makes one that has said nothing yet. */
    public LimitedLog(Logger log) {
        this.log = log;
    }

    /** Logs the text with this stack, or counts it. */
    public void warn(String topic, String text, @Nullable Throwable stack) {
        int silent = next(topic);
        if (silent >= 0) {
            say(text, silent, stack);
        }
    }

    /** Makes and logs the text, or counts it: for texts that cost something to make. */
    public void warn(String topic, Supplier<String> text) {
        int silent = next(topic);
        if (silent >= 0) {
            say(text.get(), silent, null);
        }
    }

    /** Returns how many were only counted, by topic; without the topics that never had to be silent. */
    public Map<String, Long> suppressed() {
        Map<String, Long> sums = new HashMap<>();
        topics.forEach((name, topic) -> {
            long sum = topic.suppressed.sum();
            if (sum > 0) {
                sums.put(name, sum);
            }
        });
        return sums;
    }

    private int next(String topic) {
        return topics.computeIfAbsent(topic, t -> new Topic()).next();
    }

    private void say(String text, int silent, @Nullable Throwable stack) {
        String line = silent == 0 ? text : text + " (and " + silent + " more of this kind that were not logged)";
        log.warn(line, stack);
    }

    private static final class Topic {
        private final AtomicLong nextAt = new AtomicLong(System.nanoTime());
        private final AtomicInteger silent = new AtomicInteger();
        private final LongAdder suppressed = new LongAdder();

        /** Returns how many were kept silent since the last line, or -1 if this one has to be too. */
        int next() {
            long now = System.nanoTime();
            long at = nextAt.get();
            if (now - at >= 0 && nextAt.compareAndSet(at, now + INTERVAL)) {
                return silent.getAndSet(0);
            }
            silent.incrementAndGet();
            suppressed.increment();
            return -1;
        }
    }
}
