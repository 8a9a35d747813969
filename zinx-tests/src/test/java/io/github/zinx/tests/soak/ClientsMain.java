package io.github.zinx.tests.soak;

import io.github.zinx.tests.support.Canary;
import io.github.zinx.tests.support.Latencies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;

/** The good clients in one process, or the bad ones: {@code good SEED POOL READER} or {@code bad SEED POOL READER MARKS}. */
final class ClientsMain {

    private ClientsMain() {}

    public static void main(String[] arguments) throws IOException {
        Random seeds = new Random(Long.parseLong(arguments[1]));
        int pool = Integer.parseInt(arguments[2]);
        int reader = Integer.parseInt(arguments[3]);
        Problems problems = new Problems();
        Crew crew = new Crew(problems);
        Tally tally = new Tally();
        Map<String, Times> times = Map.of(
                "pool", new Times(new Latencies()),
                "reader", new Times(new Latencies()),
                "canary", new Times(Canary.start().late()));
        if (arguments[0].equals("good")) {
            new GoodWork(pool, tally, round(times, "pool"), problems).join(crew, "pool", seeds);
            new GoodWork(reader, tally, round(times, "reader"), problems).join(crew, "reader", seeds);
        } else {
            Marks marks = Marks.in(Path.of(arguments[4]));
            new BadWork(List.of(pool, reader), Limits.USUAL, marks, tally).join(crew, seeds);
        }
        Callable<Report> report = () -> {
            Report found = new Report().add("problems", problems.count());
            tally.addTo(found);
            times.forEach((name, of) -> of.addTo(found, name));
            return found;
        };
        commands(crew, report, times.values()).serve(new Report());
        System.exit(0);
    }

    private static Latencies round(Map<String, Times> times, String name) {
        return Objects.requireNonNull(times.get(name)).round();
    }

    private static Commands commands(Crew crew, Callable<Report> report, Collection<Times> times) {
        return new Commands()
                .on("begin", () -> {
                    times.forEach(Times::begin);
                    crew.resume();
                    return new Report();
                })
                .on("pause", () -> {
                    crew.pause();
                    return new Report();
                })
                .on("keep", () -> {
                    times.forEach(Times::keep);
                    return report.call();
                })
                .on("report", report)
                .on("calm", () -> {
                    Report found = report.call();
                    Vitals.addCalmTo(found);
                    return found;
                });
    }
}
