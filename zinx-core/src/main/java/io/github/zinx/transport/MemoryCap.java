package io.github.zinx.transport;

import java.util.concurrent.atomic.AtomicLong;

/**
 * One bound for the bytes that all connections of a server hold: in send queues, in mailboxes, in read buffers. Safe for
 * use by many threads; what each of them holds is kept account of in a {@link Share}.
 *
 * <p>A share takes its part in steps, and the first few KiB of each are free: whoever holds little, as nearly all do
 * nearly always, never touches the shared number.
 */
public final class MemoryCap {

    private static final long FREE = 4 * 1024;
    private static final long STEP = 16 * 1024;

    private final long most;
    private final AtomicLong held = new AtomicLong();

    /** Makes a bound of so many bytes. */
    public MemoryCap(long bytes) {
        most = bytes;
    }

    /** A bound that is never reached. */
    public static MemoryCap none() {
        return new MemoryCap(Long.MAX_VALUE);
    }

    /** Makes the share of something that goes out: a send queue. */
    public Share share() {
        return new Share(most);
    }

    /**
     * Makes the share of something that comes in: a mailbox or a read buffer. It gets nothing of the last quarter, so that
     * readers pause while there is still room for the answers to what they have read.
     */
    public Share inboundShare() {
        return new Share(most - most / 4);
    }

    /** Returns how many bytes are held, in steps, without what is free. */
    public long held() {
        return held.get();
    }

    private boolean tryTake(long bytes, long upTo) {
        while (true) {
            long now = held.get();
            if (bytes > upTo - now) {
                return false;
            }
            if (held.compareAndSet(now, now + bytes)) {
                return true;
            }
        }
    }

    /** What one owner holds. Not safe for use by several threads at once: its owner's lock guards it. */
    public final class Share {

        private final long upTo;
        private long taken;

        private Share(long upTo) {
            this.upTo = upTo;
        }

        /** Says whether the owner may hold so many bytes in all; if not, nothing has changed. To hold less is always allowed. */
        public boolean hold(long bytes) {
            long needed = needed(bytes);
            if (needed > taken) {
                if (!tryTake(needed - taken, upTo)) {
                    return false;
                }
                taken = needed;
            } else if (needed < taken) {
                held.addAndGet(needed - taken);
                taken = needed;
            }
            return true;
        }

        /** Holds so many bytes in all, whether or not there is room. */
        public void holdAnyway(long bytes) {
            long needed = needed(bytes);
            if (needed != taken) {
                held.addAndGet(needed - taken);
                taken = needed;
            }
        }

        private long needed(long bytes) {
            return bytes <= FREE ? 0 : (bytes - FREE + STEP - 1) / STEP * STEP;
        }
    }
}
