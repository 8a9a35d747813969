package io.github.zinx.tests.support;

/**
 * How often a test does what it does. An ordinary run has time for few rounds; {@code ./zinx soak --proofs} sets the
 * system property {@code test.counts} to {@code full} and takes the time.
 */
public final class Counts {

    private static final boolean FULL = "full".equals(System.getProperty("test.counts"));

    private Counts() {}

    /** Returns the first in an ordinary run, and the second where all is to be done. */
    public static int of(int reduced, int full) {
        return FULL ? full : reduced;
    }
}
