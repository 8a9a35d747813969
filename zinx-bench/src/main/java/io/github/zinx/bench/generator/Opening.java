package io.github.zinx.bench.generator;

import java.util.ArrayList;
import java.util.List;

/**
 * Opens so many connections, some at a time, and has one echo from each: after it the server has them all. Those whose
 * echo came in time and was right are {@link #sessions()}.
 */
final class Opening implements Load, Phase {

    private static final int AT_ONCE = 64;
    static final int ECHO = 1;

    private final Engine engine;
    private final int count;
    private final Tally tally;
    private final List<Session> sessions = new ArrayList<>();
    private int begun;
    private int inAir;

    Opening(Engine engine, int count, Tally tally) {
        this.engine = engine;
        this.count = count;
        this.tally = tally;
    }

    List<Session> sessions() {
        return sessions;
    }

    @Override
    public long next(long now) {
        while (begun < count && inAir < AT_ONCE) {
            inAir++;
            engine.open(begun++, this, ECHO, now);
        }
        return begun == count && inAir == 0 ? OVER : now + 100_000_000;
    }

    @Override
    public void opened(Session session, long now) {
        session.release(session.started);
    }

    @Override
    public void answered(Session session, long due, long now) {
        tally.record(now - due);
        sessions.add(session);
        inAir--;
    }

    @Override
    public void lost(Session session, int first, int count, long now) {
        engine.close(session);
        inAir--;
    }

    @Override
    public void ended(Session session, long now) {
        if (session.arrivals.expected() == 0) {
            inAir--;
        }
    }
}
