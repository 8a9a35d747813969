package io.github.zinx.bench.generator;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** Counts the faults of a run by kind, and keeps a description of the first. */
final class Faults {

    private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);
    private String first = "";

    void add(Fault fault, Supplier<String> text) {
        add(fault, 1L);
        suspect(text);
    }

    /** Counts faults that {@link #suspect} has described already. */
    void add(Fault fault, long count) {
        counts.merge(fault, count, Long::sum);
    }

    /** Describes what is a fault, but not yet of which kind; kept only if it is the first. */
    void suspect(Supplier<String> text) {
        if (first.isEmpty()) {
            first = text.get();
        }
    }

    String first() {
        return first;
    }

    void into(Map<String, Object> result) {
        long total = 0;
        for (long count : counts.values()) {
            total += count;
        }
        result.put("faults", total);
        for (Fault fault : Fault.values()) {
            result.put(fault.field(), counts.getOrDefault(fault, 0L));
        }
        result.put("first_fault", total == 0 ? "" : first);
    }
}
