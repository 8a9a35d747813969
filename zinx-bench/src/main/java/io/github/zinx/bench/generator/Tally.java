package io.github.zinx.bench.generator;

import java.util.Map;
import org.HdrHistogram.Histogram;

/** Counts messages and their latencies, to three significant digits; nothing is recorded until it is opened. */
final class Tally {

    private static final long HIGHEST = 3_600_000_000_000L;

    private final Histogram latency = new Histogram(HIGHEST, 3);
    private boolean recording;
    private boolean counting;
    private long messages;

    /** From here on messages count. */
    void open() {
        recording = true;
        counting = true;
    }

    /** From here on latencies alone are recorded: of what was sent in the window and answered after it. */
    void close() {
        counting = false;
    }

    void record(long nanos) {
        if (recording) {
            latency.recordValue(Math.clamp(nanos, 0L, HIGHEST));
            if (counting) {
                messages++;
            }
        }
    }

    long messages() {
        return messages;
    }

    /** Adds what the fields of a result say of latencies. */
    void into(Map<String, Object> result) {
        result.put("p50_us", micros(50));
        result.put("p90_us", micros(90));
        result.put("p99_us", micros(99));
        result.put("p999_us", micros(99.9));
        result.put("max_us", micros(100));
    }

    double micros(double percentile) {
        return latency.getTotalCount() == 0 ? 0 : Math.round(latency.getValueAtPercentile(percentile) / 10.0) / 100.0;
    }
}
