package io.github.zinx.tests.soak;

import io.github.zinx.tests.support.Latencies;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Numbers with names, which one process tells another in a line. */
final class Report {

    private final Map<String, Long> numbers = new TreeMap<>();

    /** Adds a number, or adds to it; returns this. The name has neither blanks nor equals signs. */
    Report add(String name, long number) {
        numbers.merge(name, number, Long::sum);
        return this;
    }

    /** Adds times in microseconds: {@code NAME-p50}, {@code NAME-p99} and {@code NAME-worst}; returns this. */
    Report add(String name, Latencies times) {
        return add(name + "-p50", times.percentile(50))
                .add(name + "-p99", times.percentile(99))
                .add(name + "-worst", times.worst());
    }

    /** Returns the number of this name; 0 if there is none. */
    long get(String name) {
        return numbers.getOrDefault(name, 0L);
    }

    /** Returns what begins with this, without it, in the order of the names. */
    Map<String, Long> under(String beginning) {
        Map<String, Long> found = new LinkedHashMap<>();
        numbers.forEach((name, number) -> {
            if (name.startsWith(beginning)) {
                found.put(name.substring(beginning.length()), number);
            }
        });
        return found;
    }

    /** Returns this with the other's numbers added. */
    Report plus(Report other) {
        Report sum = new Report();
        numbers.forEach(sum::add);
        other.numbers.forEach(sum::add);
        return sum;
    }

    /** Returns how much more these are than the numbers of another; what is no more is left out. */
    Report since(Report before) {
        Report more = new Report();
        numbers.forEach((name, number) -> {
            if (number != before.get(name)) {
                more.add(name, number - before.get(name));
            }
        });
        return more;
    }

    static Report parse(String line) {
        Report report = new Report();
        for (String pair : line.split(" ")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                report.add(pair.substring(0, equals), Long.parseLong(pair.substring(equals + 1)));
            }
        }
        return report;
    }

    /** Returns the line that {@link #parse} reads. */
    @Override
    public String toString() {
        return numbers.entrySet().stream()
                .map(number -> number.getKey() + "=" + number.getValue())
                .collect(Collectors.joining(" "));
    }
}
