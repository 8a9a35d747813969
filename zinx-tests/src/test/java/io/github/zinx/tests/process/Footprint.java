package io.github.zinx.tests.process;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What a process holds at a moment.
 *
 * @param heap bytes in use after a collection
 * @param threads platform threads, those of the JVM's own included
 * @param descriptors open files and sockets
 */
record Footprint(long heap, int threads, long descriptors) {

    /** Collects, and looks at this process. */
    static Footprint take() {
        System.gc();
        System.gc(); // what the first has only found to be cleaned
        var os = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Footprint(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                os.getOpenFileDescriptorCount());
    }

    /** Reads what {@link #line} has written. */
    static Footprint parse(String line) {
        long[] numbers =
                Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
        return new Footprint(numbers[0], (int) numbers[1], numbers[2]);
    }

    String line() {
        return heap + " " + threads + " " + descriptors;
    }

    @Override
    public String toString() {
        return heap / 1024 + " KiB of heap, " + threads + " threads, " + descriptors + " descriptors";
    }
}
