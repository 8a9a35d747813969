package io.github.zinx.tests.soak;

import io.github.zinx.server.Server;
import io.github.zinx.server.ServerStats;
import io.github.zinx.tests.stopping.ZinxThreads;
import io.github.zinx.tests.support.Canary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The process under test: two servers on the public API, one with the pool and one whose readers run the handlers. */
final class ServerMain {

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final List<Server> servers;
    private final Ends ends;
    private final Times canary = new Times(Canary.start().late());

    private ServerMain(List<Server> servers, Ends ends) {
        this.servers = servers;
        this.ends = ends;
    }

    public static void main(String[] arguments) throws IOException {
        Ends ends = new Ends();
        Service service = new Service(Marks.in(Path.of(arguments[0])), ends);
        Server pool =
                service.on(Server.create(Limits.USUAL.config("soak-pool", 10))).start();
        Server reader =
                service.on(Server.create(Limits.USUAL.config("soak-reader", 0))).start();
        ServerMain main = new ServerMain(List.of(pool, reader), ends);
        new Commands()
                .on("begin", main::begin)
                .on("keep", main::keep)
                .on("report", main::report)
                .on("calm", main::calm)
                .on("stop", main::stop)
                .serve(new Report().add("pool", pool.port()).add("reader", reader.port()));
        System.exit(0);
    }

    private Report begin() {
        canary.begin();
        return new Report();
    }

    private Report keep() {
        canary.keep();
        return counters();
    }

    private Report report() {
        Report report = counters();
        Vitals.addTo(report);
        return report;
    }

    /** Once all connections have ended, or have had long enough for it. */
    private Report calm() {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < end
                && servers.stream().anyMatch(server -> server.connections().count() > 0)) {
            BadPeers.pause(Duration.ofMillis(50));
        }
        BadPeers.pause(Duration.ofMillis(500)); // stop hooks come after the places are given back
        Report report = counters();
        Vitals.addCalmTo(report);
        return report;
    }

    private Report stop() {
        long start = System.nanoTime();
        servers.forEach(Server::close);
        Report report = new Report().add("millis", (System.nanoTime() - start) / 1_000_000);
        long end = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < end && !ZinxThreads.named("zinx-").isEmpty()) {
            BadPeers.pause(Duration.ofMillis(50)); // the last of them are only told to end
        }
        Vitals.addCalmTo(report);
        return report;
    }

    private Report counters() {
        Report report = new Report();
        canary.addTo(report, "canary");
        servers.forEach(server -> add(server.stats(), report));
        ends.addTo(report);
        return report;
    }

    private static void add(ServerStats stats, Report report) {
        report.add("connections", stats.connections())
                .add("accepted", stats.accepted())
                .add("closed", sum(stats.closed()))
                .add("rejected", sum(stats.rejected()))
                .add("failures", stats.handlerFailures())
                .add("unknown", stats.messagesUnknown())
                .add("handled", stats.messagesHandled())
                .add(
                        "waiting",
                        stats.mailboxes().messages() + stats.sendQueues().messages())
                .add("buffered", stats.bufferedBytes())
                .add("accept-errors", stats.acceptErrors())
                .add("events-dropped", stats.eventsDropped())
                .add("suppressed", stats.allLogLinesSuppressed());
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
