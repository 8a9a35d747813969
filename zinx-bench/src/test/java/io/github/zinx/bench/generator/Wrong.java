package io.github.zinx.bench.generator;

/** What a {@link FaultyServer} does to a message now and then. */
enum Wrong {
    /** Nothing: it echoes. */
    NOTHING,
    /** Does not answer it. */
    DROP,
    /** Answers it twice. */
    DOUBLE,
    /** Answers it after the next one. */
    SWAP,
    /** Changes one bit of the payload. */
    CORRUPT,
    /** Answers with what another connection said last. */
    FOREIGN,
    /** Leaves out the last byte, and says so in the length. */
    SHORTEN,
    /** Answers with another id. */
    OTHER_ID,
    /** Writes a length that is none. */
    NONSENSE,
    /** Writes half a frame and closes. */
    TRUNCATE,
    /** Closes. */
    CLOSE,
    /** Answers nothing from then on. */
    HUSH,
    /** Waits, and answers then. */
    STALL
}
