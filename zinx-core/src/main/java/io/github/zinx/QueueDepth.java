package io.github.zinx;

/**
 * How much waits in a queue at one moment, or in many queues together.
 *
 * @param messages messages, and what else stands in line among them: tasks in a mailbox, flushes in a send queue
 * @param bytes bytes of these messages: in a mailbox without, in a send queue with their headers
 */
public record QueueDepth(long messages, long bytes) {

    /** The depth of a queue in which nothing waits. */
    public static final QueueDepth EMPTY = new QueueDepth(0, 0);

    /** Returns this and the other together. */
    public QueueDepth plus(QueueDepth other) {
        return new QueueDepth(messages + other.messages, bytes + other.bytes);
    }
}
