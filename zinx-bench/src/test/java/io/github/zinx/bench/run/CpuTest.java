package io.github.zinx.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CpuTest {

    private static final String STAT = """
            cpu  100 20 30 9000 5 0 7 3 0 0
            cpu0 60 10 10 4500 5 0 3 1 0 0
            cpu1 40 10 20 4500 0 0 4 2 0 0
            intr 12345 0 0
            """;

    @Test
    void busyIsAllButIdleAndWaiting() {
        assertEquals(100 + 20 + 30 + 7 + 3, MachineCpu.busyTicks(STAT, Set.of()));
        assertEquals(60 + 10 + 10 + 3 + 1, MachineCpu.busyTicks(STAT, Set.of(0)));
        assertEquals(100 + 20 + 30 + 7 + 3, MachineCpu.busyTicks(STAT, Set.of(0, 1)));
    }

    /** Such a kernel has taken the time in soft interrupts out of what processes used, so nobody else can be blamed for it. */
    @Test
    void softInterruptsCountWhereProcessesAreChargedForThem() {
        assertEquals(100 + 20 + 30 + 3, MachineCpu.busyTicks("cpu  100 20 30 9000 5 2 7 3 0 0\n", Set.of()));
    }

    @Test
    void aCommandMayBeNamedAnything() {
        String stat = "4242 (evil) name) 1 (x) S 1 4242 4242 0 -1 4194304 1 2 3 4 250 17 9 9 20 0 1";

        assertEquals(250 + 17, ProcessCpu.ticks(stat));
    }

    @Test
    void othersAreWhatServerAndGeneratorDidNotUse() {
        // Two seconds at 100 ticks: the machine 300, the server 180, the generator 80.
        List<CpuSample> samples = List.of(
                new CpuSample(1_000, 5_000, 900, 0),
                new CpuSample(2_000, 5_150, 990, 40),
                new CpuSample(3_000, 5_300, 1_080, 80));

        CpuSample.Use use = CpuSample.between(samples, 1_000, 3_000, 100);

        assertEquals(0.90, use.server(), 1e-9);
        assertEquals(0.20, use.others(), 1e-9);
    }

    @Test
    void onlyTheMeasuredTimeCounts() {
        // Others were busy in the first second only, which was the warm-up; the window begins and ends between samples.
        List<CpuSample> samples = List.of(
                new CpuSample(0, 0, 0, 0),
                new CpuSample(1_000, 200, 50, 50),
                new CpuSample(2_000, 300, 100, 100),
                new CpuSample(3_000, 400, 150, 150));

        CpuSample.Use use = CpuSample.between(samples, 1_500, 2_500, 100);

        assertEquals(0.5, use.server(), 1e-9);
        assertEquals(0, use.others(), 1e-9);
        assertEquals(1.0, CpuSample.between(samples, 0, 1_000, 100).others(), 1e-9);
    }

    @Test
    void moreThanTheMachineDidIsNobodysLess() {
        List<CpuSample> samples = List.of(new CpuSample(0, 0, 0, 0), new CpuSample(1_000, 90, 60, 50));

        assertEquals(0, CpuSample.between(samples, 0, 1_000, 100).others());
    }

    @Test
    void withoutSamplesNothingIsKnown() {
        CpuSample one = new CpuSample(0, 0, 0, 0);

        assertTrue(Double.isNaN(CpuSample.between(List.of(), 0, 1_000, 100).others()));
        assertTrue(Double.isNaN(CpuSample.between(List.of(one), 0, 1_000, 100).server()));
        assertTrue(Double.isNaN(CpuSample.between(List.of(one, new CpuSample(300, 9, 9, 9)), 0, 1_000, 100)
                .server()));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatThisProcessUsesIsSeen() throws Exception {
        long self = ProcessHandle.current().pid();
        long end = System.nanoTime() + 2_000_000_000L;
        CpuSample.Use use;
        do {
            try (CpuWatch watch = new CpuWatch(Set.of(), List.of(self), List.of())) {
                long began = System.currentTimeMillis();
                long until = System.nanoTime() + 400_000_000L;
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                use = CpuSample.between(watch.samples(), began, System.currentTimeMillis(), CpuWatch.TICKS_PER_SECOND);
            }
        } while (use.server() < 0.2 && System.nanoTime() < end);
        assertTrue(use.server() > 0.05, use::toString);
    }

    @Test
    void coresAreTwoAndNotOfOne() {
        assertEquals(new Cores(0, 1), Cores.of(List.of(0, 1), List.of(0)));
        assertEquals(new Cores(0, 1), Cores.of(List.of(0, 1), List.of(0, 1)));
        assertEquals(new Cores(2, 5), Cores.of(List.of(2, 3, 4, 5, 6), List.of(2, 6)));
        assertEquals(-1, Cores.of(List.of(3), List.of(3)).server());
        assertEquals(List.of(0, 1, 2, 3, 8), Cores.numbers("0-3,8\n"));
        assertEquals(List.of("taskset", "-c", "5", "x"), new Cores(2, 5).generatorCommand(List.of("x")));
        assertEquals(List.of("x"), new Cores(-1, -1).serverCommand(List.of("x")));
    }
}
