package io.github.zinx.bench.generator;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** The measured stretch of a run: when it was, and what this process used of a core in it. */
final class Window {

    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private Instant began = Instant.EPOCH;
    private long nanos;
    private long cpu;
    private long threadCpu;

    /** To be called by the thread that does the work, as is {@link #close}. */
    void open() {
        began = Instant.now();
        cpu = system.getProcessCpuTime();
        threadCpu = threads.getCurrentThreadCpuTime();
        nanos = System.nanoTime();
    }

    void close() {
        nanos = System.nanoTime() - nanos;
        threadCpu = threads.getCurrentThreadCpuTime() - threadCpu;
        // The process's clock counts the compiler and the collector too, but ticks a hundred times a second only.
        cpu = Math.max(threadCpu, system.getProcessCpuTime() - cpu);
    }

    double seconds() {
        return nanos / 1e9;
    }

    /** Adds its times, the messages counted in it, and their rate over that many seconds. */
    void into(Map<String, Object> result, long messages, double seconds) {
        Instant ended = began.plusNanos(nanos);
        result.put("seconds", seconds);
        result.put("messages", messages);
        result.put("rate", seconds == 0 ? 0.0 : messages / seconds);
        result.put("cpu", nanos == 0 ? 0.0 : (double) cpu / nanos);
        result.put("start_epoch_ns", ChronoUnit.NANOS.between(Instant.EPOCH, began));
        result.put("end_epoch_ns", ChronoUnit.NANOS.between(Instant.EPOCH, ended));
        result.put("start_epoch_ms", began.toEpochMilli());
        result.put("end_epoch_ms", ended.toEpochMilli());
    }
}
