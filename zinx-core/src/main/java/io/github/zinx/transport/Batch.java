package io.github.zinx.transport;

/**
 * Frames that stand one behind the other in one array, as they will go on the wire. Its maker may add to it while it is the
 * last in the queue; from when the writer has taken it, it is the writer's.
 */
final class Batch implements Outgoing {

    /** More than one write takes would only have to be written in pieces. */
    static final int MOST = SpareBuffers.SIZE;

    private static final int GROWTH = 4;

    private byte[] bytes;
    private int size;
    private int messages;

    /** Begins with an array of so many bytes, as {@link SpareBuffers#sizeFor} gives it. */
    Batch(int capacity) {
        bytes = SpareBuffers.take(capacity);
    }

    boolean hasRoomFor(Draft draft) {
        return size + draft.size() <= MOST;
    }

    /** Returns how many more bytes of memory it takes to add this. */
    int growthFor(Draft draft) {
        int needed = size + draft.size();
        if (needed <= bytes.length) {
            return 0;
        }
        return SpareBuffers.sizeFor(Math.max(needed, Math.min(MOST, GROWTH * bytes.length))) - bytes.length;
    }

    void add(Draft draft) {
        byte[] into = bytes;
        int growth = growthFor(draft);
        if (growth > 0) {
            into = SpareBuffers.take(bytes.length + growth);
            System.arraycopy(bytes, 0, into, 0, size);
        }
        draft.encode(into, size); // if this throws, nothing has changed
        bytes = into;
        size += draft.size();
        messages++;
    }

    /** Returns the array; its first {@link #size} bytes are the frames. */
    byte[] bytes() {
        return bytes;
    }

    /** Nobody uses the array any more. */
    void letGo() {
        SpareBuffers.giveBack(bytes);
    }

    @Override
    public int messages() {
        return messages;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int held() {
        return bytes.length;
    }
}
