package io.github.zinx.bench.generator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Cuts all connections, so that the server sees resets, and has as many clients come back at once. The latency of a
 * client is from the cut until its first echo.
 */
final class Storm implements Load, Phase {

    private static final int BETWEEN_LOOKS = 64;

    private final Engine engine;
    private final List<Session> sessions;
    private final Window window;
    private final Tally tally;
    private final int count;
    private int begun;
    private int inAir;
    private long cut;

    Storm(Engine engine, List<Session> sessions, Window window, Tally tally) {
        this.engine = engine;
        this.sessions = List.copyOf(sessions);
        this.window = window;
        this.tally = tally;
        this.count = sessions.size();
    }

    @Override
    public long next(long now) {
        if (begun == 0) {
            window.open();
            tally.open();
            cut = now;
            sessions.forEach(this::cut);
        }
        int turn = Math.min(count, begun + BETWEEN_LOOKS);
        while (begun < turn) {
            inAir++;
            engine.open(count + begun++, this, Opening.ECHO, cut);
        }
        if (begun == count && inAir == 0) {
            window.close();
            return OVER;
        }
        return begun < count ? now : now + 100_000_000;
    }

    private void cut(Session session) {
        try {
            engine.cut(session);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void opened(Session session, long now) {
        session.release(cut);
    }

    @Override
    public void answered(Session session, long due, long now) {
        tally.record(now - due);
        inAir--;
    }

    @Override
    public void lost(Session session, int first, int count, long now) {
        inAir--;
    }

    @Override
    public void ended(Session session, long now) {
        if (session.arrivals.expected() == 0) {
            inAir--;
        }
    }
}
