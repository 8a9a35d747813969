package io.github.zinx.tests.soak;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The line that tells how far a soak has come. */
final class Progress {

    private Progress() {}

    static String line(Duration left, Report server, Report good, Report bad) {
        return String.format(
                Locale.ROOT,
                "[%d:%02d left] good: %,d messages, %,d errors, p99 %.1f and %.1f ms | bad: %,d errors, ended %s | server: heap %.1f MiB,"
                        + " %d connections, %d threads, %d files",
                left.toMinutes(),
                left.toSecondsPart(),
                good.get("messages"),
                good.get("problems"),
                good.get("pool-p99") / 1e3,
                good.get("reader-p99") / 1e3,
                bad.get("problems"),
                Verdict.shown(ends(server)),
                server.get("heap") / 1024.0,
                server.get("connections"),
                server.get("threads"),
                server.get("files"));
    }

    /** The ends of bad clients, all kinds together. */
    private static Map<String, Long> ends(Report server) {
        Map<String, Long> ends = new TreeMap<>();
        server.under("end.").forEach((name, count) -> {
            if (!name.startsWith("GOOD.")) {
                ends.merge(name.substring(name.indexOf('.') + 1), count, Long::sum);
            }
        });
        return ends;
    }
}
