package io.github.zinx.tests.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Sees to it that little memory is taken for little that comes, whatever that announces. */
public final class Memory {

    /** Bytes that may be allocated for any input; less than a peer may announce, and all that the fuzzer's own hooks need. */
    private static final long ANYWAY = 4 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What is to be run. */
    @FunctionalInterface
    public interface Run {
        void run() throws Exception;
    }

    private Memory() {}

    /** Runs it, and fails if it allocates too much. */
    public static void watch(Run run) throws Exception {
        long used = used(run);
        if (used > ANYWAY) {
            used = used(run); // the first may have loaded classes
        }
        assertTrue(used <= ANYWAY, used + " bytes of memory");
    }

    private static long used(Run run) throws Exception {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        run.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
