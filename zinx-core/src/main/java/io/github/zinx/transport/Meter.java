package io.github.zinx.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Messages and bytes in one direction. Counted by one thread at a time, so that adding needs no atomic instruction; read by
 * any, who finds numbers that never go back.
 */
final class Meter {

    private static final VarHandle MESSAGES = field("messages");
    private static final VarHandle BYTES = field("bytes");

    private long messages;
    private long bytes;

    void addMessages(int count) {
        MESSAGES.setOpaque(this, messages + count);
    }

    void addBytes(int count) {
        BYTES.setOpaque(this, bytes + count);
    }

    long messages() {
        return (long) MESSAGES.getOpaque(this);
    }

    long bytes() {
        return (long) BYTES.getOpaque(this);
    }

    private static VarHandle field(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(Meter.class, name, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
