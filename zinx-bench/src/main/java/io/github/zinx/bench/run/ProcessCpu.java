package io.github.zinx.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** CPU time of processes, as Linux counts it in {@code /proc/PID/stat}: user and system, of all threads, without children. */
final class ProcessCpu {

    /** Fields after the command's name, which may hold spaces and brackets and so is skipped: utime is the 14th of all. */
    private static final int UTIME = 11;

    private ProcessCpu() {}

    /** The ticks that {@code pids} used so far. One that has ended counts nothing. */
    static long ticks(Collection<Long> pids) {
        return pids.stream().mapToLong(ProcessCpu::ticks).sum();
    }

    private static long ticks(long pid) {
        try {
            return ticks(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
        } catch (IOException e) {
            return 0;
        }
    }

    /** The ticks in {@code stat}, the content of such a file. */
    static long ticks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]);
    }
}
