package io.github.zinx.bench.generator;

import java.util.List;

/**
 * Sends by a fixed schedule, spread evenly over time and connections, and does not wait for replies. A latency counts
 * from when its message was due, be it sent later or not; a message counts that was due in the measured window.
 */
final class OpenLoop implements Load, Timed.Work {

    private final Engine engine;
    private final List<Session> sessions;
    private final double step; // nanoseconds between two messages of any connection
    private final Tally tally;
    private final Tally late;
    private final long warmup;
    private final long whole;
    private long start;
    private long next; // how many have been released

    /** Takes these sessions over; {@code late} gets how much later than due each message went to its socket. */
    OpenLoop(Engine engine, List<Session> sessions, Tally tally, Tally late) {
        this.engine = engine;
        this.sessions = List.copyOf(sessions);
        this.step = 1e9 / (engine.options.rate() * engine.options.connections());
        this.tally = tally;
        this.late = late;
        this.warmup = engine.options.warmup().toNanos();
        this.whole = warmup + engine.options.duration().toNanos();
        sessions.forEach(session -> session.becomes(this, engine.options.id(), 0));
        tally.open();
        late.open();
    }

    @Override
    public void begin(long now) {
        start = now;
    }

    @Override
    public long tick(long now) {
        while (true) {
            long due = start + (long) (next * step);
            if (due - start >= whole) {
                return Long.MAX_VALUE;
            }
            if (due - now > 0) {
                return due;
            }
            Session session = sessions.get((int) (next % sessions.size()));
            next++;
            session.release(due);
            if (due - start >= warmup) {
                late.record(System.nanoTime() - due);
            }
            engine.flush(session);
        }
    }

    @Override
    public void end() {
        tick(start + whole); // those that are due by now and have not gone
    }

    @Override
    public void answered(Session session, long due, long now) {
        if (due - start >= warmup && due - start < whole) {
            tally.record(now - due);
        }
    }
}
