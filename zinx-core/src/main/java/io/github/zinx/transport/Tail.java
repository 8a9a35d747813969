package io.github.zinx.transport;

import org.jspecify.annotations.Nullable;

/** The last in the queue, as long as more can be added to it. Used under the outbox's lock only. */
final class Tail {

    private @Nullable Batch open;

    /** How many bytes the last one came to have: the next one begins with as many. */
    private int usual;

    /** Returns how many more bytes of memory it takes to queue this. */
    int growthFor(Draft draft) {
        Batch now = openFor(draft);
        return now != null ? now.growthFor(draft) : firstSize(draft);
    }

    /** Adds it to the last one; false if there is none with room for it. */
    boolean add(Draft draft) {
        Batch now = openFor(draft);
        if (now == null) {
            return false;
        }
        now.add(draft);
        return true;
    }

    /** Makes one that begins with this. */
    Batch begin(Draft draft) {
        Batch begun = new Batch(firstSize(draft));
        begun.add(draft);
        return begun;
    }

    /** This one is the last in the queue now. */
    void open(Batch batch) {
        open = batch;
    }

    /** Something else stands behind it now, or nobody will take it any more. */
    void close() {
        open = null;
    }

    /** The writer has taken this one out of the queue. */
    void taken(Batch batch) {
        usual = batch.size();
        if (batch == open) {
            open = null;
        }
    }

    private @Nullable Batch openFor(Draft draft) {
        Batch now = open;
        return now != null && now.hasRoomFor(draft) ? now : null;
    }

    private int firstSize(Draft draft) {
        return SpareBuffers.sizeFor(Math.max(draft.size(), Math.min(usual, SpareBuffers.SIZE)));
    }
}
