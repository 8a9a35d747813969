package io.github.zinx.server;

import io.github.zinx.QueueDepth;
import io.github.zinx.Traffic;
import io.github.zinx.dispatch.Mailbox;
import io.github.zinx.dispatch.TimeTotals;
import io.github.zinx.transport.TcpConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What each connection has counted. Connections count for themselves, without a thought for anybody else; the books of
 * those that are there are read where they are kept, and those of the ones that have gone have been added up.
 *
 * <p>A connection goes over from the one to the other under the lock that whoever adds everything up holds too; so it is
 * in every sum exactly once, and no sum is less than an earlier one.
 */
final class Ledger {

    /** Everything added up. */
    record Sums(Traffic traffic, TimeTotals times) {}

    private final Map<TcpConnection, Account> open = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private Traffic closedTraffic = Traffic.NONE;
    private final TimeTotals closedTimes = new TimeTotals();

    /** Opens the books of a connection that has not begun. */
    void open(TcpConnection connection, Mailbox mailbox) {
        open.put(connection, new Account(connection, mailbox));
    }

    /** Closes the books of a connection that has ended: none of its threads counts any more. */
    void close(TcpConnection connection) {
        lock.lock();
        try {
            Account account = open.remove(connection);
            if (account != null) {
                closedTraffic = closedTraffic.plus(connection.traffic());
                account.mailbox().addTimesTo(closedTimes);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    void forEach(Consumer<Account> action) {
        open.values().forEach(action);
    }

    Sums sums() {
        lock.lock();
        try {
            Traffic traffic = closedTraffic;
            TimeTotals times = new TimeTotals(closedTimes);
            for (Account account : open.values()) {
                traffic = traffic.plus(account.connection().traffic());
                account.mailbox().addTimesTo(times);
            }
            return new Sums(traffic, times);
        } finally {
            lock.unlock();
        }
    }

    QueueDepth mailboxes() {
        QueueDepth sum = QueueDepth.EMPTY;
        for (Account account : open.values()) {
            sum = sum.plus(account.mailbox().depth());
        }
        return sum;
    }

    QueueDepth sendQueues() {
        QueueDepth sum = QueueDepth.EMPTY;
        for (Account account : open.values()) {
            sum = sum.plus(account.connection().sendQueue());
        }
        return sum;
    }
}
