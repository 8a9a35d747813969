package io.github.zinx.bench.generator;

import java.util.List;
import java.util.Map;

/**
 * A crowd in a closed loop, and beside it one old connection that plays ping-pong and, every 100 ms, a new one that
 * connects, has one echo and goes. A server is fair if those two hardly notice the crowd.
 */
final class Fairness implements Timed.Work {

    private static final int BURN = 3;
    private static final long EVERY = 100_000_000;

    private final ClosedLoop crowd;
    private final ClosedLoop pingPong;
    private final Visits visits;
    private final Tally old = new Tally();
    private final Tally fresh = new Tally();
    private boolean visiting;
    private long next;

    /** Takes these sessions over, the last of them for the ping-pong. */
    Fairness(Engine engine, List<Session> sessions, Tally tally) {
        Options options = engine.options;
        List<Session> many = sessions.subList(0, sessions.size() - 1);
        Session one = sessions.getLast();
        engine.hurry(one);
        int id = options.burn() > 0 ? BURN : options.id();
        crowd = new ClosedLoop(engine, many, id, options.burn(), options.depth(), tally);
        pingPong = new ClosedLoop(engine, List.of(one), Opening.ECHO, 0, 1, old);
        visits = new Visits(engine, options.connections() + 1, true, fresh);
    }

    Tally old() {
        return old;
    }

    Tally fresh() {
        return fresh;
    }

    @Override
    public void begin(long now) {
        crowd.begin(now);
        pingPong.begin(now);
        visiting = true;
        next = now + EVERY;
    }

    @Override
    public long tick(long now) {
        while (visiting && now - next >= 0) {
            visits.begin(next);
            next += EVERY;
        }
        return visiting ? next : Long.MAX_VALUE;
    }

    @Override
    public void end() {
        crowd.end();
        pingPong.end();
        visiting = false;
    }

    /** Adds the fields that this mode alone has. */
    void into(Map<String, Object> result, Window window, Tally tally) {
        result.put("old_p50_us", old.micros(50));
        result.put("old_p99_us", old.micros(99));
        result.put("old_max_us", old.micros(100));
        result.put("old_count", old.messages());
        result.put("new_p50_us", fresh.micros(50));
        result.put("new_p99_us", fresh.micros(99));
        result.put("new_max_us", fresh.micros(100));
        result.put("new_count", fresh.messages());
        result.put("crowd_rate", window.seconds() == 0 ? 0.0 : tally.messages() / window.seconds());
    }
}
