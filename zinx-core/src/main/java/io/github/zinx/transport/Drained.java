package io.github.zinx.transport;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * What the writer has taken out of a queue, many at a time, and not looked at yet; and the sum of what it has gathered
 * for its next write since that was last asked for. Used by the writer only.
 */
final class Drained {

    /** How many are taken out at a time, at the most. */
    private static final int MOST = 64;

    private final Queue<Outbox.Item> items = new ArrayDeque<>(1);
    private int gathered;
    private long bytes;
    private long held;

    /** Returns the next of what has been taken out, or null. */
    Outbox.@Nullable Item next() {
        return items.poll();
    }

    /** Returns the next one if it can be written without waiting; takes more out of the queue where nothing is left. */
    @Nullable
    Outgoing peek(BlockingQueue<Outbox.Item> queue) {
        if (items.isEmpty()) {
            queue.drainTo(items, MOST);
        }
        return items.peek() instanceof Outgoing next ? next : null;
    }

    /** Takes out the one that was seen last, to which nothing can be added any more, and counts it. */
    void gather(Outgoing next) {
        items.remove();
        gathered += next.messages();
        bytes += next.size();
        held += next.held();
    }

    /** Takes all that is in the queue. */
    void takeAll(BlockingQueue<Outbox.Item> queue) {
        queue.drainTo(items);
    }

    int gathered() {
        return gathered;
    }

    long bytes() {
        return bytes;
    }

    long held() {
        return held;
    }

    /** What has been gathered is accounted for. */
    void settled() {
        gathered = 0;
        bytes = 0;
        held = 0;
    }
}
