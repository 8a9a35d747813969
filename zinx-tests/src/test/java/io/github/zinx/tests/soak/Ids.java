package io.github.zinx.tests.soak;

/** The message ids that the soak's servers know. */
final class Ids {

    /** Asked and answered; who says {@code good} is one of the clients that must be served without fault. */
    static final int LOGIN = 1;

    /** Answered with the same. */
    static final int ECHO = 2;

    /** Answered under the next id. */
    static final int QUESTION = 3;

    static final int ANSWER = 4;

    /** Answered with more than anybody will read, waiting for room. */
    static final int FLOOD = 5;

    /** The same, dropping who has no room. */
    static final int FLOOD_OR_DROP = 6;

    /** Taken without a word. */
    static final int SINK = 7;

    /** Told to everybody. */
    static final int BROADCAST = 8;

    /** Its handler throws. */
    static final int FAILURE = 9;

    /** Binds the connection to the user it names. */
    static final int BIND = 10;

    /** The first message on every connection. */
    static final int WELCOME = 11;

    /** The last one of a connection that was replaced. */
    static final int FAREWELL = 12;

    /** There is no handler for this one and all beyond. */
    static final int UNKNOWN = 1000;

    private Ids() {}
}
