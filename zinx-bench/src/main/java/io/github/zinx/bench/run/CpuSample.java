package io.github.zinx.bench.run;

import java.util.List;

/** Ticks used so far at a moment: by the machine's cores in question, by the server's processes, by the generator. */
record CpuSample(long epochMillis, double machine, double server, double generator) {

    /** What lay between two moments, in cores: 1 is a core busy all the time. */
    record Use(double server, double others) {

        static final Use UNKNOWN = new Use(Double.NaN, Double.NaN);
    }

    /**
     * What was used from {@code start} to {@code end}, in epoch milliseconds, by {@code samples} in the order of time; between two of
     * them use is taken as even. Unknown where they do not reach over most of that span.
     */
    static Use between(List<CpuSample> samples, long start, long end, double ticksPerSecond) {
        if (samples.size() < 2 || end <= start) {
            return Use.UNKNOWN;
        }
        long from = Math.max(start, samples.getFirst().epochMillis);
        long to = Math.min(end, samples.getLast().epochMillis);
        if (to - from < (end - start) / 2) {
            return Use.UNKNOWN;
        }
        CpuSample first = at(samples, from);
        CpuSample last = at(samples, to);
        double ticks = (to - from) / 1000.0 * ticksPerSecond;
        double server = (last.server - first.server) / ticks;
        double generator = (last.generator - first.generator) / ticks;
        double machine = (last.machine - first.machine) / ticks;
        return new Use(server, Math.max(0, machine - server - generator));
    }

    private static CpuSample at(List<CpuSample> samples, long time) {
        CpuSample before = samples.getFirst();
        for (CpuSample sample : samples) {
            if (sample.epochMillis >= time) {
                double share = sample.epochMillis == before.epochMillis
                        ? 1
                        : (double) (time - before.epochMillis) / (sample.epochMillis - before.epochMillis);
                return new CpuSample(
                        time,
                        before.machine + share * (sample.machine - before.machine),
                        before.server + share * (sample.server - before.server),
                        before.generator + share * (sample.generator - before.generator));
            }
            before = sample;
        }
        return before;
    }
}
