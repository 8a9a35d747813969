package io.github.zinx.bench.generator;

/**
 * Decides what a connection sends and what its replies are good for. Called on the engine's thread. What it releases on
 * the session it is called for, the engine sends as soon as the call is over.
 */
interface Load {

    /** The session is about to connect. */
    default void begun(Session session) {}

    /** The session is connected. */
    default void opened(Session session, long now) {}

    /** The right reply came, in turn, to a message that was due then. */
    void answered(Session session, long due, long now);

    /** So many messages, from that number on, are not waited for any more: their replies were wrong, or passed over. */
    default void lost(Session session, int first, int count, long now) {}

    /** The session is over because of a fault, which has been counted. */
    default void ended(Session session, long now) {}

    /** The session is silent for too long: releases one more message, whose answer tells what has been lost. */
    default void probe(Session session, long now) {
        session.source().release(now);
    }
}
