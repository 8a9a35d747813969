package io.github.zinx.transport;

import io.github.zinx.ConnectionSettings;
import java.util.function.Consumer;

/**
 * Tells when a send queue has become full enough to hold back, and when it is empty enough to go on: above the high mark
 * until it is at or below the low one again, in messages or in bytes, whichever is fuller. Changed under the outbox's
 * lock, read by everybody.
 */
final class WaterMarks {

    private final int highMessages;
    private final long highBytes;
    private final int lowMessages;
    private final long lowBytes;
    private final Consumer<Boolean> told;
    private volatile boolean above;

    /** The consumer is told, under the outbox's lock, whether the queue may be written to, whenever that changes. */
    WaterMarks(ConnectionSettings settings, Consumer<Boolean> told) {
        highMessages = (int) partOf(settings.sendQueueCapacity(), settings.highWaterMark());
        highBytes = partOf(settings.sendQueueBytes(), settings.highWaterMark());
        lowMessages = (int) partOf(settings.sendQueueCapacity(), settings.lowWaterMark());
        lowBytes = partOf(settings.sendQueueBytes(), settings.lowWaterMark());
        this.told = told;
    }

    private static long partOf(long all, int percent) {
        return all * percent / 100;
    }

    void rose(int messages, long bytes) {
        if (!above && (messages > highMessages || bytes > highBytes)) {
            above = true;
            told.accept(false);
        }
    }

    void fell(int messages, long bytes) {
        if (above && messages <= lowMessages && bytes <= lowBytes) {
            above = false;
            told.accept(true);
        }
    }

    boolean isAbove() {
        return above;
    }
}
