package io.github.zinx.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Waits a moment for other processes to become idle, before a run that they disturbed is repeated. */
final class Calm {

    private static final Path STAT = Path.of("/proc/stat");
    private static final int LOOKS = 10;
    private static final int APART_MILLIS = 400;

    private final Set<Integer> cores;

    Calm(Set<Integer> cores) {
        this.cores = cores;
    }

    /** Returns when the cores were idle for a moment, or after some seconds; at once where nobody can tell. */
    void await() throws InterruptedException {
        try {
            for (int look = 0; look < LOOKS && CpuWatch.isPossible(); look++) {
                long before = MachineCpu.busyTicks(Files.readString(STAT), cores);
                Thread.sleep(APART_MILLIS);
                long busy = MachineCpu.busyTicks(Files.readString(STAT), cores) - before;
                if (busy < Measurement.DISTURBED * CpuWatch.TICKS_PER_SECOND * APART_MILLIS / 1000) {
                    return;
                }
            }
        } catch (IOException e) {
            return; // then it is tried without
        }
    }
}
