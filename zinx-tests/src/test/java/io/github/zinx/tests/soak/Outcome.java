package io.github.zinx.tests.soak;

/**
 * What a soak has brought. How the processes were with all clients away, after the first quarter and at the end; and what
 * happened in the rounds that count.
 *
 * @param server the server after the first quarter
 * @param serverEnd and at the end
 * @param good the good clients after the first quarter
 * @param goodEnd and at the end
 * @param ends what happened at the server
 * @param goodDone what the good clients did
 * @param badDone what the bad clients did
 * @param stopped the server after its stop
 * @param errorLines lines of the server's log that should not be
 */
record Outcome(
        Report server,
        Report serverEnd,
        Report good,
        Report goodEnd,
        Report ends,
        Report goodDone,
        Report badDone,
        Report stopped,
        long errorLines) {}
