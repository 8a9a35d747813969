package io.github.zinx.bench.generator;

import java.util.List;

/** The first connection sends, the server passes it on to all, and when all have a message the next one goes. */
final class Broadcast implements Load, Timed.Work {

    static final int ID = 2;

    private final Engine engine;
    private final Session sender;
    private final Tally tally;
    private final int[] awaited; // deliveries of message n, at n modulo its length
    private int members;
    private boolean sending;
    private long probed;

    /** Takes these sessions over; a delivery counts as a message. */
    Broadcast(Engine engine, List<Session> sessions, Tally tally) {
        this.engine = engine;
        this.sender = sessions.getFirst();
        this.tally = tally;
        this.awaited = new int[Integer.highestOneBit(engine.options.depth()) * 4];
        this.members = sessions.size();
        sender.remember(awaited.length);
        for (Session session : sessions) {
            session.becomes(this, ID, 0);
            session.listenTo(sender);
        }
    }

    @Override
    public void begin(long now) {
        sending = true;
        for (int i = 0; i < engine.options.depth(); i++) {
            send(now);
        }
        engine.flush(sender);
    }

    @Override
    public void end() {
        sending = false;
    }

    private void send(long now) {
        awaited[sender.released() & (awaited.length - 1)] = members;
        sender.release(now);
    }

    @Override
    public void answered(Session session, long due, long now) {
        tally.record(now - due);
        delivered(session.arrivals.expected() - 1, now);
    }

    @Override
    public void lost(Session session, int first, int count, long now) {
        for (int i = 0; i < count; i++) {
            delivered(first + i, now);
        }
    }

    private void delivered(int sequence, long now) {
        if (--awaited[sequence & (awaited.length - 1)] == 0 && sending) {
            send(now);
        }
    }

    @Override
    public void ended(Session session, long now) {
        members--;
        int released = sender.released();
        for (int i = session.arrivals.expected(); i < released; i++) {
            delivered(i, now);
        }
        engine.flush(sender);
    }

    @Override
    public void probe(Session session, long now) {
        if (now - probed > engine.timeout()) {
            probed = now;
            send(now);
        }
    }
}
