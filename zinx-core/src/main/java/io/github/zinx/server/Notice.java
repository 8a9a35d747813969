package io.github.zinx.server;

import io.github.zinx.Connection;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Message;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What every connection is told, those that are there and those that still come, and each of them once. */
final class Notice {

    private final Message message;
    private final LongAdder skipped;
    private final Set<Long> told = ConcurrentHashMap.newKeySet();

    /** Counts in {@code skipped} those that have no room for it, or end before they can be told. */
    Notice(Message message, LongAdder skipped) {
        this.message = message;
        this.skipped = skipped;
    }

    /** Tells one that may be sent to, unless it has been told. Never waits. */
    void tell(Connection connection) {
        if (told.add(connection.id()) && !took(connection)) {
            skipped.increment();
        }
    }

    private boolean took(Connection connection) {
        try {
            return connection.trySend(message);
        } catch (ConnectionClosedException e) {
            return false;
        }
    }

    /** The connection has ended. */
    void forget(Connection connection) {
        told.remove(connection.id());
    }
}
