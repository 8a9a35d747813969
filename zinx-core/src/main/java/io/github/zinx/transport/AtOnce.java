package io.github.zinx.transport;

/**
 * Says which sends the reader itself writes, at once and without waiting, instead of leaving them to a writer: the answer of
 * a handler on the reader's thread to the last message at hand. The peer has it then before the handler goes on, and no
 * second thread has to run for it. Where more messages are at hand, their answers are better written together, and so are
 * those of a handler that sends more than one.
 *
 * <p>Used by the reader's thread only.
 */
final class AtOnce {

    /** How many messages must pass after one that was sent several answers. */
    private static final int AFTER_SEVERAL = 64;

    private boolean last;
    private int sends;
    private int notBefore;

    /** A message is handed on now; there may be more of them at hand. */
    void begins(boolean moreAtHand) {
        last = !moreAtHand;
        sends = 0;
        notBefore = Math.max(0, notBefore - 1);
    }

    /** Something is sent; says whether it may be written at once. */
    boolean mayWrite() {
        sends++;
        return last && sends == 1 && notBefore == 0;
    }

    /** The message has been handed on. */
    void ends() {
        last = false;
        if (sends > 1) {
            notBefore = AFTER_SEVERAL;
        }
    }
}
