package io.github.zinx.tests.soak;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts under names, from any thread. */
final class Tally {

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void add(String name, long count) {
        counts.computeIfAbsent(name, any -> new LongAdder()).add(count);
    }

    long get(String name) {
        LongAdder count = counts.get(name);
        return count == null ? 0 : count.sum();
    }

    void addTo(Report report) {
        counts.forEach((name, count) -> report.add(name, count.sum()));
    }
}
