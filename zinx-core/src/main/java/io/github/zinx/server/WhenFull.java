package io.github.zinx.server;

/** What a server does with a new connection while it has {@link ServerConfig#maxConnections()} of them. */
public enum WhenFull {
    /** Accept it and close it at once, without a byte and without an id; counted and reported as rejected. */
    REJECT,

    /** Leave it in the operating system's backlog until another connection has ended. */
    WAIT
}
