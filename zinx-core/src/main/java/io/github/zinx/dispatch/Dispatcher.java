package io.github.zinx.dispatch;

/** Decides which thread runs the handlers of which connection. Started once, stopped once. */
public interface Dispatcher {

    /** Starts the threads that are always there, if any. */
    void start();

    /** Makes the mailbox of a connection, which asks before it holds more. */
    Mailbox mailbox(long connectionId, Holding holding);

    /** Says whether this thread runs handlers or tasks for this dispatcher, or has done so and is about to end. */
    boolean owns(Thread thread);

    /** Lets the threads end once they have finished what they run. All mailboxes must be closed. Never waits. */
    void stop();
}
