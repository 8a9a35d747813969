package io.github.zinx.client;

import io.github.zinx.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who waits for an answer: for each message id a line, first come first served.
 *
 * <p>Answers carry nothing that says which question they belong to, so a waiter that has given up keeps its place for as
 * long again as it has waited: an answer that is merely late finds that place, and is not taken for the next one's.
 */
final class Waiters {

    /** A place in a line. Whoever has it gives up by cancelling the answer. */
    static final class Waiter {
        private final int id;
        private final CompletableFuture<Message> answer = new CompletableFuture<>();
        private final long since = System.nanoTime();
        private final long keptFor;

        private Waiter(int id, long keptFor) {
            this.id = id;
            this.keptFor = keptFor;
        }

        CompletableFuture<Message> answer() {
            return answer;
        }

        private boolean isOver() {
            return System.nanoTime() - since > keptFor;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Integer, Deque<Waiter>> lines = new HashMap<>();
    private boolean closed;

    /** Takes the last place in the line for this id, for somebody who waits so many nanoseconds. */
    Waiter add(int id, long nanos) {
        Waiter waiter = new Waiter(id, 2 * nanos);
        lock.lock();
        try {
            Deque<Waiter> line = lines.computeIfAbsent(id, i -> new ArrayDeque<>());
            line.removeIf(Waiter::isOver);
            line.addLast(waiter);
            if (closed) {
                waiter.answer.cancel(false);
            }
        } finally {
            lock.unlock();
        }
        return waiter;
    }

    /** Leaves the line, because the question was never sent. */
    void remove(Waiter waiter) {
        lock.lock();
        try {
            Deque<Waiter> line = lines.get(waiter.id);
            if (line != null) {
                line.remove(waiter);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives a message to the first in the line for its id; false if nobody waits, or whoever did has given up. */
    boolean answer(Message message) {
        CompletableFuture<Message> first;
        lock.lock();
        try {
            Deque<Waiter> line = lines.get(message.id());
            if (line == null) {
                return false;
            }
            line.removeIf(Waiter::isOver);
            Waiter waiter = line.pollFirst();
            if (line.isEmpty()) {
                lines.remove(message.id());
            }
            if (waiter == null) {
                return false;
            }
            first = waiter.answer;
        } finally {
            lock.unlock();
        }
        return first.complete(message);
    }

    /** Lets everybody go, now and later: the connection has ended. */
    void close() {
        lock.lock();
        try {
            closed = true;
            lines.values().forEach(line -> line.forEach(waiter -> waiter.answer.cancel(false)));
            lines.clear();
        } finally {
            lock.unlock();
        }
    }
}
