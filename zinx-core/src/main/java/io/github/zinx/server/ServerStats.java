package io.github.zinx.server;

import io.github.zinx.CloseReason;
import io.github.zinx.QueueDepth;
import io.github.zinx.Traffic;
import java.util.Map;

/**
 * A server's counters at one moment. Taken without stopping anything, so counters that move together may be one apart;
 * but what counts since the start is never less than in an earlier one, and exact once all connections have ended.
 *
 * @param connections connections that hold a place now
 * @param bufferedBytes bytes held for all connections now, in their send queues, mailboxes and read buffers, the first few
 *     KiB of each not counted; bounded by {@link ServerConfig#maxBufferedBytes}
 * @param accepted connections admitted since the start
 * @param rejected new connections turned away since the start, by cause
 * @param closed connections ended since the start, by the kind of their reason; each counts once
 * @param messagesHandled messages whose handler has returned or thrown, those of unknown ids included
 * @param messagesUnknown messages for whose id there was no handler
 * @param messagesDropped messages and tasks that were dropped because their connection ended before their turn
 * @param handlerFailures handlers, interceptors, tasks and hooks that threw
 * @param closedInHandler handlers that met the end of their own connection, which is no failure
 * @param broadcastsSkipped members that did not take a broadcast, for want of room or because they were closing
 * @param acceptErrors accepts that failed
 * @param eventsDropped events that did not fit the event queue
 * @param logLinesSuppressed warnings that were counted instead of logged, by their topic; those of a topic that was
 *     never suppressed are not in it
 * @param traffic messages and bytes since the start, of the connections that are there and of those that have gone
 * @param mailboxes what waits to be handled now
 * @param sendQueues what waits to be sent now
 * @param handlerTimes how long handlers took since the start; as many as {@code messagesHandled}
 * @param handlersOverdue handlers, tasks and hooks that ran for longer than {@link ServerConfig#handlerWarning()},
 *     counted once each, when that was noticed
 */
public record ServerStats(
        int connections,
        long bufferedBytes,
        long accepted,
        Map<RejectCause, Long> rejected,
        Map<CloseReason.Kind, Long> closed,
        long messagesHandled,
        long messagesUnknown,
        long messagesDropped,
        long handlerFailures,
        long closedInHandler,
        long broadcastsSkipped,
        long acceptErrors,
        long eventsDropped,
        Map<String, Long> logLinesSuppressed,
        Traffic traffic,
        QueueDepth mailboxes,
        QueueDepth sendQueues,
        HandlerTimes handlerTimes,
        long handlersOverdue) {

    /** Copies the maps; what is not in them counts as 0. */
    public ServerStats {
        rejected = Map.copyOf(rejected);
        closed = Map.copyOf(closed);
        logLinesSuppressed = Map.copyOf(logLinesSuppressed);
    }

    /** Returns how many new connections were turned away for this cause. */
    public long rejected(RejectCause cause) {
        return rejected.getOrDefault(cause, 0L);
    }

    /** Returns how many warnings were counted instead of logged, of all topics together. */
    public long allLogLinesSuppressed() {
        return logLinesSuppressed.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns how many connections ended for a reason of this kind. */
    public long closed(CloseReason.Kind kind) {
        return closed.getOrDefault(kind, 0L);
    }
}
