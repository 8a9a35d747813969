package io.github.zinx.transport;

import io.github.zinx.ConnectionListener;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.LoginSettings;
import java.util.function.Supplier;

/**
 * What all connections of one server, or of one client, share.
 *
 * @param settings limits in messages, bytes and time
 * @param frames layout and length limit
 * @param hooks the user's start and stop hook
 * @param events whom to tell what happens
 * @param deadlines who looks after the limits of time
 * @param longWait whom to tell of long waits
 * @param memory how much all of them may hold together
 * @param login what may come before the login
 * @param users whose connection is whose
 * @param turns makes for each reader what it calls between two reads to let others run first
 */
public record ConnectionContext(
        ConnectionSettings settings,
        Frames frames,
        ConnectionListener hooks,
        ConnectionEvents events,
        Deadlines deadlines,
        LongWait longWait,
        MemoryCap memory,
        LoginSettings login,
        Users users,
        Supplier<? extends Runnable> turns) {

    /** Puts together what connections share that need no login, and are too few to let others run first. */
    public ConnectionContext(
            ConnectionSettings settings,
            Frames frames,
            ConnectionListener hooks,
            ConnectionEvents events,
            Deadlines deadlines,
            LongWait longWait,
            MemoryCap memory,
            Users users) {
        this(settings, frames, hooks, events, deadlines, longWait, memory, LoginSettings.off(), users, () -> () -> {});
    }
}
