package io.github.zinx.tests.soak;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Good and bad clients together at a server, for as long as one likes: {@code ./zinx soak}. The folder for logs is the
 * system property {@code zinx.soak.folder}.
 */
public final class Soak implements AutoCloseable {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final int MOST_TOLD = 40;

    private final Options options;
    private final PrintStream out;
    private final AtomicInteger told = new AtomicInteger();
    private final Child server;
    private final Child good;
    private final Child bad;

    private Soak(Options options, Path folder, PrintStream out) throws IOException {
        this.options = options;
        this.out = out;
        Path marks = folder.resolve("marks");
        Files.deleteIfExists(marks);
        Random seeds = new Random(options.seed());
        server = Child.start("server", ServerMain.class, folder, this::tell, List.of(marks.toString()));
        String pool = Long.toString(server.ready().get("pool"));
        String reader = Long.toString(server.ready().get("reader"));
        good = Child.start(
                "good", ClientsMain.class, folder, this::tell, List.of("good", "" + seeds.nextLong(), pool, reader));
        bad = Child.start(
                "bad",
                ClientsMain.class,
                folder,
                this::tell,
                List.of("bad", "" + seeds.nextLong(), pool, reader, marks.toString()));
    }

    public static void main(String[] arguments) {
        Options options;
        try {
            options = Options.parse(List.of(arguments), new Random().nextLong());
        } catch (IllegalArgumentException e) {
            System.err.println("zinx: soak: " + e.getMessage());
            System.err.print(Options.USAGE);
            System.exit(2);
            return;
        }
        if (options.help()) {
            System.out.print(Options.USAGE);
            return;
        }
        System.exit(run(options, System.out) ? 0 : 1);
    }

    private static boolean run(Options options, PrintStream out) {
        Path folder = Path.of(System.getProperty("zinx.soak.folder", "."));
        out.printf(
                "soak: %d minutes, seed %d, Java %s; logs in %s%n",
                options.minutes(), options.seed(), System.getProperty("java.version"), folder);
        try (Soak soak = new Soak(options, folder, out)) {
            return soak.run();
        } catch (IOException e) {
            out.println("VERDICT: broken off: " + e.getMessage());
            return false;
        }
    }

    /** Works in rounds, and looks after each; one in which the machine stood still shows nothing and is done again. */
    private boolean run() throws IOException {
        int rounds = Math.max(4, options.minutes() / 3);
        Duration each = Duration.ofMinutes(options.minutes()).dividedBy(rounds);
        Round before = Round.end(server, good, bad);
        Round quarter = before;
        Report ends = new Report();
        Report goodDone = new Report();
        Report badDone = new Report();
        int spoiled = 0;
        for (int done = 0; done < rounds; ) {
            Round.begin(server, good, bad);
            load(each, each.multipliedBy(rounds - done - 1));
            Round after = Round.end(server, good, bad);
            if (!after.isSpoiled()) {
                done++;
                Round.keep(server, good);
                ends = ends.plus(after.server().since(before.server()));
                goodDone = goodDone.plus(after.good().since(before.good()));
                badDone = badDone.plus(after.bad().since(before.bad()));
                quarter = done == (rounds + 3) / 4 ? after : quarter;
            } else if (++spoiled > rounds) {
                throw new IOException("the machine stood still in more than half of the rounds");
            } else {
                out.printf(
                        "the machine stood still for %.1f s, which no limit allows for: this round is done again%n",
                        after.standstill() / 1e6);
            }
            before = after;
        }
        return judge(new Outcome(
                quarter.server(),
                server.ask("calm", SOON),
                quarter.good(),
                good.ask("calm", SOON),
                ends,
                goodDone,
                badDone,
                server.ask("stop", SOON),
                server.errorLines()));
    }

    private boolean judge(Outcome outcome) {
        List<Check> checks = Verdict.of(outcome);
        checks.forEach(out::println);
        long broken = checks.stream().filter(check -> !check.held()).count();
        out.println(
                broken == 0
                        ? "VERDICT: everything held, " + options.minutes() + " minutes, seed " + options.seed()
                        : "VERDICT: " + broken + " of " + checks.size() + " BROKEN, seed " + options.seed());
        return broken == 0;
    }

    private void load(Duration time, Duration after) throws IOException {
        Duration every = Boolean.getBoolean("zinx.soak.terminal") ? Duration.ofSeconds(10) : SOON;
        long end = System.nanoTime() + time.toNanos();
        for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
            BadPeers.pause(Duration.ofNanos(Math.min(every.toNanos(), end - now)));
            long rest = Math.max(0, end - System.nanoTime());
            out.println(Progress.line(
                    after.plusNanos(rest),
                    server.ask("report", SOON),
                    good.ask("report", SOON),
                    bad.ask("report", SOON)));
        }
    }

    private void tell(String line) {
        if (told.incrementAndGet() <= MOST_TOLD) {
            out.println(line);
        }
    }

    @Override
    public void close() {
        bad.close();
        good.close();
        server.close();
    }
}
