package io.github.zinx.client.testkit;

import io.github.zinx.Handler;
import io.github.zinx.Message;
import io.github.zinx.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * A handler that keeps what it is given, in the order in which it is given it, for a test to wait for. It may be the
 * handler of several ids, of several servers and clients, and be called by another handler.
 *
 * <pre>{@code
 * Inbox inbox = new Inbox();
 * client.handle(2, inbox).connect();
 * assertEquals("welcome", inbox.await(1).text());
 * }</pre>
 *
 * <p>Safe for use by many threads. Waits last ten seconds unless told otherwise; a thread that is interrupted in one
 * leaves it with {@link InterruptedException}.
 */
public final class Inbox implements Handler {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final List<Request> requests = new ArrayList<>();
    private volatile Duration timeout = RawPeer.TIMEOUT;

    /** Makes an empty one. */
    public Inbox() {}

    /** Sets how long each wait from here on may last; returns this. */
    public Inbox timeout(Duration limit) {
        timeout = Objects.requireNonNull(limit, "limit");
        return this;
    }

    @Override
    public void handle(Request request) {
        lock.lock();
        try {
            requests.add(request);
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many messages have arrived so far. */
    public int count() {
        return messages().size();
    }

    /** Returns the messages that have arrived so far; the list does not change any more. */
    public List<Message> messages() {
        lock.lock();
        try {
            return requests.stream().map(Request::message).toList();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the {@code n}-th message has arrived, counted from 1, and returns the request that brought it.
     *
     * @throws AssertionError if fewer have arrived in time; it says which
     */
    public Request await(int n) throws InterruptedException {
        Objects.checkIndex(n - 1, Integer.MAX_VALUE);
        if (!awaitCount(n, timeout)) {
            throw new AssertionError(
                    "expected message number " + n + " within " + Shown.time(timeout) + "; " + found());
        }
        lock.lock();
        try {
            return requests.get(n - 1);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until as many messages have arrived as are expected, and compares: they are to be just these, in this order,
     * and no more so far.
     *
     * @throws AssertionError if too few have arrived in time, or others; it says which
     */
    public void expect(Message... expected) throws InterruptedException {
        boolean enough = awaitCount(expected.length, timeout);
        if (!messages().equals(List.of(expected))) {
            throw new AssertionError("expected " + messages(expected.length)
                    + (enough ? "" : " within " + Shown.time(timeout)) + list(List.of(expected)) + "\n" + found());
        }
    }

    /**
     * Waits for so long and sees that no message arrives meanwhile.
     *
     * @throws AssertionError as soon as one does
     */
    public void expectNothing(Duration during) throws InterruptedException {
        int before = count();
        if (awaitCount(before + 1, during)) {
            throw new AssertionError(
                    "expected nothing more for " + Shown.time(during) + " after " + messages(before) + "; " + found());
        }
    }

    private boolean awaitCount(int count, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lock();
        try {
            while (requests.size() < count) {
                if (left <= 0) {
                    return false;
                }
                left = arrived.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private String found() {
        List<Message> found = messages();
        return "found " + messages(found.size()) + list(found);
    }

    private static String messages(int count) {
        return count + (count == 1 ? " message" : " messages");
    }

    private static String list(List<Message> messages) {
        return messages.stream().map(message -> "\n  " + Shown.message(message)).collect(Collectors.joining());
    }

    /** Returns how many messages have arrived, and which. */
    @Override
    public String toString() {
        return "Inbox: " + found();
    }
}
