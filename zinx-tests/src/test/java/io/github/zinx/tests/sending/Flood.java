package io.github.zinx.tests.sending;

import io.github.zinx.Connection;
import java.time.Duration;

/** Fills the way to a peer that does not read: its receive buffer, the kernel, the writer's hands and the queue. */
public final class Flood {

    /** More than all of that together is never accepted; without a bound this would go on until the memory is used up. */
    private static final int FAR_TOO_MANY = 16_000;

    private static final Duration NOTHING_MOVES = Duration.ofMillis(150);

    /** So often at most; a peer that really does not read needs one or two. */
    private static final int MOST_WAITS = 50;

    private Flood() {}

    /** Queues messages of sender 0, numbered from 0, until nothing fits and nothing moves; returns how many there are. */
    public static int fill(Connection stuck, int length) throws InterruptedException {
        int accepted = 0;
        boolean moved = true;
        int waits = 0;
        while (accepted < FAR_TOO_MANY) {
            if (stuck.trySend(2, Numbered.payload(0, accepted, length))) {
                accepted++;
                moved = true;
            } else if (moved && waits++ < MOST_WAITS) {
                moved = stuck.flush(NOTHING_MOVES);
            } else {
                return accepted;
            }
        }
        throw new AssertionError(accepted + " messages were accepted for a peer that does not read");
    }
}
