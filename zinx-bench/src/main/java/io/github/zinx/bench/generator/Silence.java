package io.github.zinx.bench.generator;

import java.util.List;

/**
 * Looks for sessions that wait in vain. One more message goes out first: if that is answered, those before it are lost,
 * and if not, the connection is silent.
 */
final class Silence {

    private Silence() {}

    static void sweep(Engine engine, long now) {
        List<Session> sessions = engine.sessions();
        for (int i = sessions.size() - 1; i >= 0; i--) {
            if (i < sessions.size()) {
                look(engine, sessions.get(i), now);
            }
        }
    }

    private static void look(Engine engine, Session session, long now) {
        if (session.connecting) {
            if (now - session.started > engine.timeout()) {
                engine.fail(session, Fault.CONNECT, "no connection in time");
            }
            return;
        }
        int outstanding = session.outstanding();
        if (outstanding <= 0 || now - session.source().due(session.arrivals.expected()) <= engine.timeout()) {
            return;
        }
        if (session.probed == 0) {
            session.probed = now;
            session.load().probe(session, now);
            engine.flush(session.source());
        } else if (now - session.probed > engine.timeout()) {
            engine.faults.add(
                    Fault.TIMEOUT, Math.max(0, outstanding - 2)); // one more is counted below, one was the probe
            engine.fail(session, Fault.TIMEOUT, "no reply in time");
        }
    }
}
