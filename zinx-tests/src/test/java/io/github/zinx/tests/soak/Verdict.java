package io.github.zinx.tests.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What must have held at the end of a soak, one check after the other. */
final class Verdict {

    /** How much more a process may hold at the end than after the first quarter: of memory a share, of others a few. */
    private static final double MORE_HEAP = 1.05;

    private static final int MORE = 3;

    private final Outcome outcome;
    private final List<Check> checks = new ArrayList<>();

    private Verdict(Outcome outcome) {
        this.outcome = outcome;
    }

    static List<Check> of(Outcome outcome) {
        Verdict verdict = new Verdict(outcome);
        verdict.goodClients();
        verdict.badClients();
        verdict.places();
        verdict.counters();
        verdict.flat("server", outcome.server(), outcome.serverEnd());
        verdict.flat("good clients", outcome.good(), outcome.goodEnd());
        verdict.log();
        verdict.stop();
        return verdict.checks;
    }

    private void goodClients() {
        Report good = outcome.goodDone();
        long problems = good.get("problems");
        check(
                "good clients",
                problems == 0 && good.get("messages") > 0 && good.get("broadcasts") > 0,
                "%,d messages and %,d broadcasts checked on %,d connections, %,d errors",
                good.get("messages"),
                good.get("broadcasts"),
                good.get("connects"),
                problems);
        check(
                "their pings",
                true,
                "with the pool %s, without %s",
                times("pool", outcome.goodEnd()),
                times("reader", outcome.goodEnd()));
        check(
                "a thread that waits",
                true,
                "was late by %s in the server's process, %s in theirs",
                times("canary", outcome.serverEnd()),
                times("canary", outcome.goodEnd()));
        Map<String, Long> ends = outcome.ends().under("end.GOOD.");
        check("their ends", ends.equals(Map.of("CLOSED_BY_PEER", good.get("connects"))), "%s", ends);
    }

    private void badClients() {
        Report bad = outcome.badDone();
        check(
                "bad clients",
                bad.get("problems") == 0,
                "%,d deeds, %,d that met what they should not",
                bad.get("deeds") + bad.get("problems"),
                bad.get("problems"));
        for (Kind kind : Kind.values()) {
            Map<String, Long> ends = outcome.ends().under("end." + kind + ".");
            long tried = bad.get("tried." + kind);
            long ended = ends.values().stream().mapToLong(Long::longValue).sum();
            boolean absent = kind == Kind.CROWD && tried == 0 && bad.get("no-second-address") > 0;
            boolean held = tried == ended
                    && kind.ends().containsAll(ends.keySet())
                    && ends.getOrDefault(kind.ends().getFirst(), 0L) > 0;
            check(
                    kind.name(),
                    held || absent,
                    "%s",
                    absent
                            ? "skipped: there is no second loopback address"
                            : "%,d came, ended %s".formatted(tried, shown(ends)));
        }
    }

    private void places() {
        Report end = outcome.serverEnd();
        check(
                "places",
                outcome.server().get("connections") == 0
                        && end.get("connections") == 0
                        && end.get("accepted") == end.get("closed"),
                "%,d connections now, %,d admitted, %,d ended, %,d turned away",
                end.get("connections"),
                end.get("accepted"),
                end.get("closed"),
                end.get("rejected"));
    }

    private void counters() {
        Report end = outcome.serverEnd();
        Report during = outcome.ends();
        long failures = outcome.badDone().get("failures");
        long unknown = outcome.badDone().get("unknown");
        check(
                "counters",
                during.get("failures") == failures
                        && during.get("unknown") == unknown
                        && end.get("waiting") == 0
                        && end.get("buffered") == 0
                        && end.get("accept-errors") == 0
                        && end.get("events-dropped") == 0,
                "%,d of %,d failures, %,d of %,d unknown ids, %,d messages waiting, %,d bytes held,"
                        + " %,d accept errors, %,d events dropped",
                during.get("failures"),
                failures,
                during.get("unknown"),
                unknown,
                end.get("waiting"),
                end.get("buffered"),
                end.get("accept-errors"),
                end.get("events-dropped"));
    }

    private void flat(String who, Report first, Report last) {
        double growth = (double) last.get("heap") / first.get("heap");
        check(
                "heap, " + who,
                growth <= MORE_HEAP,
                "%,d KiB after the first quarter, %,d KiB at the end: %+.1f %%",
                first.get("heap"),
                last.get("heap"),
                (growth - 1) * 100);
        boolean flat = true;
        List<String> found = new ArrayList<>();
        for (String what : List.of("threads", "zinx-threads", "files")) {
            flat &= last.get(what) <= first.get(what) + MORE;
            found.add(what + " " + first.get(what) + " and " + last.get(what));
        }
        check("held by " + who, flat, "%s", String.join(", ", found));
    }

    private void log() {
        check("log", outcome.errorLines() == 0, "%,d lines that should not be", outcome.errorLines());
    }

    private void stop() {
        long millis = outcome.stopped().get("millis");
        long left = outcome.stopped().get("zinx-threads");
        check(
                "stop",
                left == 0 && millis <= 2 * (Limits.GRACE.toMillis() + 1000),
                "both servers within %,d ms, %,d threads left",
                millis,
                left);
    }

    static String shown(Map<String, Long> ends) {
        return ends.isEmpty()
                ? "not at all"
                : ends.entrySet().stream()
                        .map(end -> String.format(Locale.ROOT, "%s %,d", end.getKey(), end.getValue()))
                        .collect(Collectors.joining(", "));
    }

    /** Times in milliseconds. */
    static String times(String name, Report report) {
        return String.format(
                Locale.ROOT,
                "p50 %.1f p99 %.1f worst %.1f ms",
                report.get("kept-" + name + "-p50") / 1e3,
                report.get("kept-" + name + "-p99") / 1e3,
                report.get("kept-" + name + "-worst") / 1e3);
    }

    private void check(String what, boolean held, String format, Object... values) {
        checks.add(new Check(what, held, String.format(Locale.ROOT, format, values)));
    }
}
