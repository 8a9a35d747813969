package io.github.zinx.tests.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Sees to it that little memory is taken for little that comes, whatever that announces. */
public final class Memory {

    /** Bytes that may be allocated for any input, and for each byte of it: the shortest frame has 8 of them. */
    private static final long ANYWAY = 512 * 1024;

    private static final long FOR_EACH_BYTE = 100;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What is to be run. */
    @FunctionalInterface
    public interface Run {
        void run() throws Exception;
    }

    private Memory() {}

    /** Runs it, and fails if it allocates too much for so many bytes of input. */
    public static void watch(int bytes, Run run) throws Exception {
        long used = used(run);
        if (isMuch(used, bytes)) {
            used = used(run); // the first may have loaded classes
        }
        assertTrue(!isMuch(used, bytes), used + " bytes of memory for " + bytes);
    }

    private static boolean isMuch(long used, int bytes) {
        return used > ANYWAY + bytes * FOR_EACH_BYTE;
    }

    private static long used(Run run) throws Exception {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        run.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
