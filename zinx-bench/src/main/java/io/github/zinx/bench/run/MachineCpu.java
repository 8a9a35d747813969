package io.github.zinx.bench.run;

import java.util.Set;

/** CPU time of the whole machine, from {@code /proc/stat}. */
final class MachineCpu {

    private static final int USER = 1;
    private static final int NICE = 2;
    private static final int SYSTEM = 3;
    private static final int IRQ = 6;
    private static final int SOFTIRQ = 7;
    private static final int STEAL = 8;

    private MachineCpu() {}

    /**
     * The ticks that {@code cores} were busy so far, or all cores where it is empty, in {@code stat}, the content of that file.
     * What the hypervisor gave to others counts as busy. Time in soft interrupts, where loopback's receiving side runs, counts only
     * where the kernel books it to the process as well: kernels that keep a precise account of interrupts, and so have some
     * time under "irq", take it out of the process's, and there it is nobody's.
     */
    static long busyTicks(String stat, Set<Integer> cores) {
        long busy = 0;
        for (String line : (Iterable<String>) stat.lines()::iterator) {
            String[] fields = line.split(" +");
            if (fields.length > STEAL && isWanted(fields[0], cores)) {
                busy += at(fields, USER) + at(fields, NICE) + at(fields, SYSTEM) + at(fields, STEAL);
                busy += at(fields, IRQ) == 0 ? at(fields, SOFTIRQ) : 0;
            }
        }
        return busy;
    }

    private static boolean isWanted(String name, Set<Integer> cores) {
        if (cores.isEmpty()) {
            return name.equals("cpu");
        }
        return name.matches("cpu\\d+") && cores.contains(Integer.parseInt(name.substring(3)));
    }

    private static long at(String[] fields, int index) {
        return Long.parseLong(fields[index]);
    }
}
