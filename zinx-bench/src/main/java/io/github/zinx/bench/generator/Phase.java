package io.github.zinx.bench.generator;

/** A stretch of a run: what is to be done at which time. */
@FunctionalInterface
interface Phase {

    /** As the next time: there is none, the phase is over. */
    long OVER = Long.MIN_VALUE;

    /**
     * Does what is due now, between two looks at the sockets, and says when it wants to be called at the latest, in the
     * time of {@link System#nanoTime()}.
     */
    long next(long now);
}
