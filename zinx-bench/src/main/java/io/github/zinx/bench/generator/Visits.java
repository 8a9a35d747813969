package io.github.zinx.bench.generator;

/** Short visits: connect, one echo, close. The latency is from when the visit was due until its echo is there. */
final class Visits implements Load {

    private final Engine engine;
    private final Tally tally;
    private final boolean urgent;
    private int next;
    private int inAir;

    /**
     * Numbers them from that number on.
     *
     * @param urgent whether they are looked at between two other sessions that are ready, too
     */
    Visits(Engine engine, int first, boolean urgent, Tally tally) {
        this.engine = engine;
        this.next = first;
        this.urgent = urgent;
        this.tally = tally;
    }

    int inAir() {
        return inAir;
    }

    void begin(long due) {
        inAir++;
        engine.open(next++, this, Opening.ECHO, due);
    }

    @Override
    public void begun(Session session) {
        if (urgent) {
            engine.hurry(session);
        }
    }

    @Override
    public void opened(Session session, long now) {
        session.release(session.started);
    }

    @Override
    public void answered(Session session, long due, long now) {
        tally.record(now - due);
        over(session);
    }

    @Override
    public void lost(Session session, int first, int count, long now) {
        over(session);
    }

    private void over(Session session) {
        if (session.open) {
            engine.close(session);
            inAir--;
        }
    }

    @Override
    public void ended(Session session, long now) {
        inAir--;
    }
}
