package io.github.zinx.client;

import io.github.zinx.transport.Deadlines;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The one sweeper of all clients of this JVM, so that a thousand clients do not have a thousand threads to look at the
 * clock. It is made for the first client and stays; while there is none it sleeps.
 */
final class Sweeper {

    private static final AtomicReference<@Nullable Deadlines> SHARED = new AtomicReference<>();

    private Sweeper() {}

    static Deadlines shared() {
        if (SHARED.get() == null) {
            Deadlines fresh = new Deadlines("zinx-client-sweeper", now -> {});
            if (!SHARED.compareAndSet(null, fresh)) {
                fresh.close(); // another client was first
            }
        }
        return Objects.requireNonNull(SHARED.get());
    }
}
