package io.github.zinx.bench.generator;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;

/**
 * Has a burst of echoes from each connection, where one was asked for, says that all are silent, and holds them so until
 * a line or the end comes from the input.
 */
final class Idle implements Load, Phase {

    private static final int AT_ONCE = 64;

    private final Engine engine;
    private final List<Session> sessions;
    private final int burst;
    private final Tally tally;
    private final Runnable ready;
    private int begun;
    private int inAir;
    private boolean said;
    private volatile boolean told;

    Idle(Engine engine, List<Session> sessions, Tally tally, Window window, InputStream commands, PrintStream out) {
        this.engine = engine;
        this.sessions = List.copyOf(sessions);
        this.burst = engine.options.burst();
        this.tally = tally;
        this.ready = () -> {
            window.close();
            out.println("{\"phase\":\"ready\"}");
            out.flush();
            Thread.ofPlatform().daemon().name("commands").start(() -> await(commands));
        };
        sessions.forEach(session -> session.becomes(this, engine.options.id(), 0));
    }

    private void await(InputStream commands) {
        try {
            int read;
            do {
                read = commands.read();
            } while (read >= 0 && read != '\n');
        } catch (IOException e) {
            System.err.println("no more commands: " + e.getMessage());
        }
        told = true;
        engine.wakeup();
    }

    @Override
    public long next(long now) {
        while (burst > 0 && begun < sessions.size() && inAir < AT_ONCE) {
            Session session = sessions.get(begun++);
            if (session.open) {
                inAir++;
                for (int i = 0; i < burst; i++) {
                    session.release(now);
                }
                engine.flush(session);
            }
        }
        if (!said && inAir == 0) {
            said = true;
            ready.run();
        }
        return told ? OVER : now + 100_000_000;
    }

    @Override
    public void answered(Session session, long due, long now) {
        tally.record(now - due);
        settle(session);
    }

    @Override
    public void lost(Session session, int first, int count, long now) {
        settle(session);
    }

    private void settle(Session session) {
        if (session.outstanding() == 0) {
            inAir--;
        }
    }

    @Override
    public void ended(Session session, long now) {
        if (session.outstanding() > 0) {
            inAir--;
        }
    }
}
