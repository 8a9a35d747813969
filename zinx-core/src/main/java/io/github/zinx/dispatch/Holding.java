package io.github.zinx.dispatch;

/** Who is asked before a mailbox holds more, because many mailboxes share one bound. Asked under the mailbox's lock. */
@FunctionalInterface
public interface Holding {

    /** Whoever has no bound. */
    Holding UNBOUNDED = (bytes, anyway) -> true;

    /**
     * Says whether a mailbox may hold so many bytes in all; if not, it goes on holding what it held. To hold less is
     * always allowed, and with {@code anyway} so is everything.
     */
    boolean hold(long bytes, boolean anyway);
}
