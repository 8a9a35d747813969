package io.github.zinx.bench.generator;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run from the first connection to its result. */
final class Run {

    private final Options options;
    private final Tally tally = new Tally();
    private final Window window = new Window();
    private final Map<String, Object> special = new LinkedHashMap<>();

    private Run(Options options) {
        this.options = options;
    }

    /**
     * Runs on the calling thread, and says what came of it, faults included.
     *
     * @param commands where a line ends an idle run
     * @param out where an idle run says that it is ready
     * @throws IOException if no connection could be opened at all
     */
    static Map<String, Object> run(Options options, InputStream commands, PrintStream out) throws IOException {
        return new Run(options).run(commands, out);
    }

    private Map<String, Object> run(InputStream commands, PrintStream out) throws IOException {
        Engine engine = new Engine(options);
        int open;
        try (engine) {
            offer(engine, commands, out);
            open = engine.sessions().size();
        }
        return result(engine.faults, open); // closing has counted what is still missing
    }

    private void offer(Engine engine, InputStream commands, PrintStream out) throws IOException {
        switch (options.mode()) {
            case ECHO -> {
                List<Session> sessions = opened(engine, options.connections());
                timed(engine, new ClosedLoop(engine, sessions, options.id(), 0, options.depth(), tally), tally);
            }
            case OPEN -> {
                Tally late = new Tally();
                timed(engine, new OpenLoop(engine, opened(engine, options.connections()), tally, late));
                special.put("late_p50_us", late.micros(50));
                special.put("late_p99_us", late.micros(99));
                special.put("late_max_us", late.micros(100));
            }
            case BROADCAST -> timed(engine, new Broadcast(engine, opened(engine, options.connections()), tally), tally);
            case FAIRNESS -> {
                List<Session> sessions = opened(engine, options.connections() + 1);
                Fairness fairness = new Fairness(engine, sessions, tally);
                timed(engine, fairness, tally, fairness.old(), fairness.fresh());
                fairness.into(special, window, tally);
            }
            case CONNECT -> engine.run(new Coming(engine, window, tally));
            case IDLE -> {
                window.open();
                tally.open();
                List<Session> sessions = opened(engine, options.connections());
                engine.run(new Idle(engine, sessions, tally, window, commands, out));
            }
            case STORM -> engine.run(new Storm(engine, opened(engine, options.connections()), window, tally));
        }
    }

    private List<Session> opened(Engine engine, int count) throws IOException {
        Opening opening = new Opening(engine, count, tally);
        engine.run(opening);
        if (opening.sessions().isEmpty()) {
            throw new IOException("no connection to " + options.host() + " port " + options.port() + " of " + count
                    + " gave an echo: " + engine.faults.first());
        }
        return opening.sessions();
    }

    private void timed(Engine engine, Timed.Work work, Tally... tallies) throws IOException {
        engine.run(new Timed(engine, window, work, tallies));
    }

    private Map<String, Object> result(Faults faults, int open) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("mode", options.mode().word());
        result.put("generator", "java");
        result.put("connections", options.connections());
        result.put("depth", options.depth());
        result.put("payload", options.payload());
        result.put("open_at_end", open);
        // The messages of an open loop are those that were due in a time that is fixed beforehand.
        double seconds = options.mode() == Mode.OPEN ? options.duration().toNanos() / 1e9 : window.seconds();
        window.into(result, tally.messages(), seconds);
        tally.into(result);
        result.putAll(special);
        faults.into(result);
        return result;
    }
}
