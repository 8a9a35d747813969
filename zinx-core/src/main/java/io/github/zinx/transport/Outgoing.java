package io.github.zinx.transport;

/** What stands in the queue to be written. */
sealed interface Outgoing extends Outbox.Item permits Frame, Batch {

    /** How many messages it is. */
    int messages();
}
