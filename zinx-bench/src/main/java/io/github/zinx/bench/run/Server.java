package io.github.zinx.bench.run;

import java.util.List;

/** A server that runs in a process of its own. */
interface Server extends AutoCloseable {

    String name();

    int port();

    /** What it says of its JVM and settings; the command for one that says nothing. */
    String flags();

    /** Its processes, for their CPU time. */
    List<Long> pids();

    boolean isAlive();

    /** The end of its log. */
    String lastWords();

    /**
     * The bytes that live objects take, after garbage collection.
     *
     * @throws PeerFailed if it does not know, or does not answer in time
     */
    long liveHeap() throws PeerFailed, InterruptedException;

    /** Ends it and all that it started. */
    @Override
    void close();
}
