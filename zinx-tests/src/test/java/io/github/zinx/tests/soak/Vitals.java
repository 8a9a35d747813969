package io.github.zinx.tests.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.zinx.tests.stopping.ZinxThreads;
import java.lang.management.ManagementFactory;

/** What a process holds. */
final class Vitals {

    private Vitals() {}

    /** Adds {@code heap} in KiB after a collection, {@code threads} and {@code files}. */
    static void addTo(Report report) {
        System.gc();
        report.add(
                        "heap",
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024)
                .add("threads", ManagementFactory.getThreadMXBean().getThreadCount())
                .add("files", files());
    }

    /** The same with nobody at work, and with {@code zinx-threads}, the library's own, virtual ones included. */
    static void addCalmTo(Report report) {
        report.add("zinx-threads", ZinxThreads.named("zinx-").size());
        for (int i = 0; i < 3; i++) {
            System.gc(); // what has waited for a finalizer or a cleaner goes with the next one
        }
        addTo(report);
    }

    private static long files() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }
}
