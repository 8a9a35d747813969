package io.github.zinx.transport;

import io.github.zinx.Connection;
import io.github.zinx.Message;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Handles a connection's messages in order on a thread of its own, as a lane of a pool does. */
final class LaneInbound implements Inbound {

    /** What is done with a message. */
    @FunctionalInterface
    interface Action {
        void handle(Connection connection, Message message) throws Exception;
    }

    private final Action action;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;
    private boolean closed;

    LaneInbound(Action action) {
        this.action = action;
    }

    @Override
    public boolean accept(Connection connection, Message message) {
        return execute(() -> handle(connection, message));
    }

    @Override
    public boolean execute(Runnable task) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            waiting.add(task);
            if (!running) {
                running = true;
                Thread.ofVirtual().name("lane").start(this::run);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isIdle() {
        lock.lock();
        try {
            return !running;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void finish() throws InterruptedException {
        lock.lock();
        try {
            while (running && !closed) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void awaitHandled() throws InterruptedException {
        finish();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void awaitIdle() {
        lock.lock();
        try {
            while (running) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private Runnable next() {
        lock.lock();
        try {
            Runnable task = waiting.poll();
            if (task == null) {
                running = false;
                changed.signalAll();
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    private void handle(Connection connection, Message message) {
        try {
            action.handle(connection, message);
        } catch (Exception e) {
            // The peer notices that there is no answer, and so does the test.
        }
    }
}
