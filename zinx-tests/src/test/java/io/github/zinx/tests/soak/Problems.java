package io.github.zinx.tests.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** What clients found wrong: counted, and the first of it told on stderr. */
final class Problems {

    private static final int MOST_TOLD = 50;

    private final AtomicLong count = new AtomicLong();
    private final List<String> first = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();

    void add(String what) {
        if (count.incrementAndGet() > MOST_TOLD) {
            return;
        }
        lock.lock();
        try {
            first.add(what);
        } finally {
            lock.unlock();
        }
        System.err.println("ERROR " + what.replace('\n', ' '));
    }

    long count() {
        return count.get();
    }

    /** Returns the first of them. */
    List<String> first() {
        lock.lock();
        try {
            return List.copyOf(first);
        } finally {
            lock.unlock();
        }
    }
}
