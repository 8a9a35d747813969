package io.github.zinx.transport;

import io.github.zinx.ConnectionSettings;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How fast a peer may send: messages and bytes are noted as they come, and once a peer is more than a second's worth
 * ahead of its rate the reader pauses until it no longer is. Nothing is lost; the peer's own sends begin to wait. Used by
 * the reader thread only.
 */
final class RateLimit {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** One rate. */
    private static final class Rate {
        private final long perSecond;

        /** When all that was noted would have come at just this rate. */
        private long earned = System.nanoTime();

        Rate(long perSecond) {
            this.perSecond = perSecond;
        }

        void note(long amount) {
            if (perSecond != ConnectionSettings.UNLIMITED) {
                long now = System.nanoTime();
                earned = (earned - now < 0 ? now : earned) + amount * SECOND / perSecond;
            }
        }

        /** Returns for how many nanoseconds nothing more should come; not positive if it may come now. */
        long owed(long now) {
            return earned - now - SECOND;
        }
    }

    private final Rate messages;
    private final Rate bytes;
    private final BooleanSupplier open;

    private RateLimit(ConnectionSettings settings, BooleanSupplier open) {
        messages = new Rate(settings.maxMessageRate());
        bytes = new Rate(settings.maxByteRate());
        this.open = open;
    }

    /**
     * Returns the limit that these settings ask for, or null if they ask for none.
     *
     * @param open whether to pause at all: once it is false, a pause under way ends when its thread is unparked
     */
    static @Nullable RateLimit of(ConnectionSettings settings, BooleanSupplier open) {
        boolean unlimited = settings.maxMessageRate() == ConnectionSettings.UNLIMITED
                && settings.maxByteRate() == ConnectionSettings.UNLIMITED;
        return unlimited ? null : new RateLimit(settings, open);
    }

    void noteMessage() {
        messages.note(1);
    }

    void noteBytes(int count) {
        bytes.note(count);
    }

    /** Returns how much of a read of so many bytes to ask for, so that no pause becomes longer than about a second. */
    int atMost(int wanted) {
        return (int) Math.min(wanted, bytes.perSecond);
    }

    boolean isAhead() {
        return owed() > 0;
    }

    /** Waits until the peer is no longer ahead of its rate. */
    void pause() {
        for (long left = owed(); left > 0 && open.getAsBoolean(); left = owed()) {
            LockSupport.parkNanos(this, left);
            Thread.interrupted(); // or the next park would not wait
        }
    }

    private long owed() {
        long now = System.nanoTime();
        return Math.max(messages.owed(now), bytes.owed(now));
    }
}
