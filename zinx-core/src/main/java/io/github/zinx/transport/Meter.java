package io.github.zinx.transport;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Messages and bytes in one direction. Counted by one thread only, so that adding needs no atomic instruction; read by
 * any, who finds numbers that never go back.
 */
final class Meter {

    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    void addMessages(int count) {
        messages.setOpaque(messages.getPlain() + count);
    }

    void addBytes(int count) {
        bytes.setOpaque(bytes.getPlain() + count);
    }

    long messages() {
        return messages.getOpaque();
    }

    long bytes() {
        return bytes.getOpaque();
    }
}
