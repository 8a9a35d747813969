package io.github.zinx.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the CPU counters ten times a second from its creation to {@link #close}, on a thread of its own, since only afterwards the
 * generator says when it measured. Where there is no {@code /proc/stat} nothing is known.
 */
final class CpuWatch implements AutoCloseable {

    /** What /proc counts in: USER_HZ, which Linux has fixed at 100 on all machines that a JVM runs on. */
    static final double TICKS_PER_SECOND = 100;

    private static final Path STAT = Path.of("/proc/stat");
    private static final long EVERY_MILLIS = 100;

    private final Set<Integer> cores;
    private final Collection<Long> server;
    private final Collection<Long> generator;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("cpu-watch").unstarted(this::watch);

    /** Written by the thread until it ends. */
    private final List<CpuSample> samples = new ArrayList<>();

    CpuWatch(Set<Integer> cores, Collection<Long> server, Collection<Long> generator) {
        this.cores = cores;
        this.server = server;
        this.generator = generator;
        thread.start();
    }

    static boolean isPossible() {
        return Files.isReadable(STAT);
    }

    /** Ends the watch; returns all samples. */
    List<CpuSample> samples() throws InterruptedException {
        end.countDown();
        thread.join();
        return samples;
    }

    @Override
    public void close() {
        end.countDown();
    }

    private void watch() {
        try {
            boolean over = !isPossible();
            while (!over) {
                samples.add(sample());
                over = end.await(EVERY_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt(); // what there is so far is what there is
        }
    }

    private CpuSample sample() throws IOException {
        double machine = MachineCpu.busyTicks(Files.readString(STAT), cores);
        double ofServer = ProcessCpu.ticks(server);
        double ofGenerator = ProcessCpu.ticks(generator);
        return new CpuSample(System.currentTimeMillis(), machine, ofServer, ofGenerator);
    }
}
