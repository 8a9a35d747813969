package io.github.zinx.bench.generator;

import java.util.List;

/** Keeps so many messages on their way on each connection: each reply lets the next one go at once. */
final class ClosedLoop implements Load, Timed.Work {

    private final Engine engine;
    private final List<Session> sessions;
    private final int depth;
    private final Tally tally;
    private boolean sending;

    /** Takes these sessions over, which are to send messages with that id and burn. */
    ClosedLoop(Engine engine, List<Session> sessions, int id, int burn, int depth, Tally tally) {
        this.engine = engine;
        this.sessions = List.copyOf(sessions);
        this.depth = depth;
        this.tally = tally;
        sessions.forEach(session -> session.becomes(this, id, burn));
    }

    @Override
    public void begin(long now) {
        sending = true;
        for (Session session : sessions) {
            long due = System.nanoTime();
            for (int i = 0; i < depth; i++) {
                session.release(due);
            }
            engine.flush(session);
        }
    }

    @Override
    public void end() {
        sending = false;
    }

    @Override
    public void answered(Session session, long due, long now) {
        tally.record(now - due);
        if (sending) {
            session.release(now);
        }
    }

    @Override
    public void lost(Session session, int first, int count, long now) {
        for (int i = 0; sending && i < count; i++) {
            session.release(now);
        }
    }
}
