package io.github.zinx.server;

import io.github.zinx.ConnectionSettings;
import io.github.zinx.Message;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What comes before a stop that nobody shall feel: see {@link Server#drain}. */
record Drain(Duration catchUp, @Nullable Message notice, Duration leave) {

    private static final Duration LOOK = Duration.ofMillis(50);

    Drain {
        check("catchUp", catchUp);
        check("leave", leave);
    }

    private static void check(String name, Duration value) {
        if (value.isNegative() || value.compareTo(ConnectionSettings.LONGEST) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " is refused, it must be 0 to 8760h");
        }
    }

    Duration longest() {
        return catchUp.plus(leave);
    }

    /** Returns when the server may stop, or has been stopped by somebody else; ended early by an interrupt, which stays. */
    void run(ServerEvents events, ConnectionManager manager, CountDownLatch stopped) {
        try {
            if (stopped.await(catchUp.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
            if (notice != null) {
                events.announce(notice);
            }
            long until = System.nanoTime() + leave.toNanos();
            while (manager.count() > 0 && System.nanoTime() - until < 0) {
                if (stopped.await(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
