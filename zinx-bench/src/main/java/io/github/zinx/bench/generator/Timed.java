package io.github.zinx.bench.generator;

import java.util.List;

/** Warm-up, the measured window, and then the end: nothing new is sent, and what is on its way is waited for. */
final class Timed implements Phase {

    /** What goes on meanwhile. */
    interface Work {

        /** Begins to send. */
        void begin(long now);

        /** Does what is due, and says when it wants to be called at the latest. */
        default long tick(long now) {
            return Long.MAX_VALUE;
        }

        /** Sends nothing more of its own accord. */
        void end();
    }

    private static final long QUIET = 50_000_000; // in which a reply too many would still be seen

    private enum State {
        NEW,
        WARMING,
        MEASURING,
        ENDING
    }

    private final Engine engine;
    private final Window window;
    private final List<Tally> tallies;
    private final Work work;
    private State state = State.NEW;
    private long until;

    Timed(Engine engine, Window window, Work work, Tally... tallies) {
        this.engine = engine;
        this.window = window;
        this.work = work;
        this.tallies = List.of(tallies);
    }

    @Override
    public long next(long now) {
        switch (state) {
            case NEW -> {
                until = now + engine.options.warmup().toNanos();
                work.begin(now);
                state = State.WARMING;
            }
            case WARMING -> {
                if (now - until >= 0) {
                    until = now + engine.options.duration().toNanos();
                    window.open();
                    tallies.forEach(Tally::open);
                    state = State.MEASURING;
                }
            }
            case MEASURING -> {
                if (now - until >= 0 || engine.sessions().isEmpty()) {
                    window.close();
                    tallies.forEach(Tally::close);
                    work.end();
                    until = now + QUIET;
                    state = State.ENDING;
                }
            }
            case ENDING -> {
                if (awaiting()) {
                    until = now + QUIET;
                } else if (now - until >= 0) {
                    return OVER;
                }
                return until;
            }
        }
        long next = work.tick(now);
        return next == Long.MAX_VALUE || next - until > 0 ? until : next;
    }

    private boolean awaiting() {
        for (Session session : engine.sessions()) {
            if (session.connecting || session.outstanding() > 0) {
                return true;
            }
        }
        return false;
    }
}
