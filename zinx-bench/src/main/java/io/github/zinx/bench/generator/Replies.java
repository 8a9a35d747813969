package io.github.zinx.bench.generator;

import java.util.function.Supplier;

/**
 * Takes frames out of what was read, and checks each: its length, its id, every byte of it, and its turn. A reply whose
 * bytes are wrong stands for the one that was expected then. One fault is counted for one reply.
 */
final class Replies {

    private final Engine engine;
    private final Content content;
    private final Faults faults;
    private final byte[] in;
    private final int payload;
    private final int longest; // beyond this, what is read cannot be a length

    /** Takes them from that array. */
    Replies(Engine engine, byte[] in) {
        this.engine = engine;
        this.content = engine.content;
        this.faults = engine.faults;
        this.in = in;
        this.payload = engine.options.payload();
        this.longest = 2 * payload + 4096;
    }

    /** Takes the frames that are whole among the first so many bytes, and has the session hold the rest. */
    void take(Session session, int available, long now) {
        int at = 0;
        while (session.open && available - at >= Content.HEAD) {
            int length = Content.length(in, at);
            if (length < 0 || length > longest) {
                engine.fail(session, Fault.LENGTH, "a length of " + Integer.toUnsignedString(length));
                return;
            }
            if (available - at - Content.HEAD < length) {
                break;
            }
            reply(session, at, length, now);
            at += Content.HEAD + length;
        }
        if (session.open) {
            session.hold(in, at, available - at);
        }
    }

    private void reply(Session session, int at, int length, long now) {
        if (length != payload) {
            faulty(session, Fault.LENGTH, now, () -> "a reply of " + length + " bytes");
        } else if (Content.id(in, at) != session.id()) {
            int id = Content.id(in, at);
            faulty(session, Fault.ID, now, () -> "a reply with id " + Integer.toUnsignedString(id));
        } else {
            int wrong = content.wrong(in, at, session.burn());
            int author = Content.author(in, at);
            if (wrong >= 0) {
                faulty(session, Fault.CONTENT, now, () -> "a reply that is wrong from byte " + wrong + " on");
            } else if (author != session.source().number) {
                int sequence = Content.sequence(in, at);
                faulty(
                        session,
                        Fault.CONTENT,
                        now,
                        () -> "a foreign reply, to message " + sequence + " of connection " + author);
            } else {
                right(session, Content.sequence(in, at), now);
            }
        }
    }

    private void right(Session session, int sequence, long now) {
        Arrivals arrivals = session.arrivals;
        Session source = session.source();
        int expected = arrivals.expected();
        switch (arrivals.take(sequence, source.sent)) {
            case IN_TURN -> answered(session, sequence, now);
            case EARLY -> {
                faults.suspect(() -> said(session, expected, "the reply to message " + sequence));
                session.load().lost(session, expected, sequence - expected, now);
                answered(session, sequence, now);
            }
            case LATE -> faults.add(Fault.ORDER, () -> said(session, expected, "the reply to message " + sequence));
            case UNEXPECTED ->
                faults.add(Fault.DUPLICATE, () -> said(session, expected, "one more reply to message " + sequence));
        }
    }

    private void answered(Session session, int sequence, long now) {
        long due = session.source().due(sequence);
        session.probed = 0;
        if (now - due > engine.timeout()) {
            faults.add(
                    Fault.TIMEOUT,
                    () -> "connection " + session.number + ": the reply to message " + sequence + " came after "
                            + (now - due) / 1_000_000 + " ms");
        }
        session.load().answered(session, due, now);
    }

    private void faulty(Session session, Fault fault, long now, Supplier<String> text) {
        Arrivals arrivals = session.arrivals;
        int expected = arrivals.expected();
        faults.add(fault, () -> said(session, expected, text.get()));
        if (expected < session.source().sent) {
            arrivals.expect(expected + 1);
            session.load().lost(session, expected, 1, now);
        }
    }

    private static String said(Session session, int expected, String came) {
        return "connection " + session.number + ": " + came + " came where the reply to message " + expected
                + " was expected";
    }
}
