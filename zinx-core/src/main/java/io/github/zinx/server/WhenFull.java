package io.github.zinx.server;

/** What a server does with a new connection while it has {@link ServerConfig#maxConnections()} of them. */
public enum WhenFull {
    /** Accept it and close it at once, without a byte and without an id; counted and reported as rejected. */
    REJECT,

    /**
     * Leave it in the operating system's backlog until another connection has ended, and where new connections come faster
     * than {@link ServerConfig#maxAcceptRate()}, until it is their turn. What is beyond the places of its address, or of
     * those that have not logged in, is closed at once all the same: otherwise one peer could keep all others waiting.
     */
    WAIT
}
