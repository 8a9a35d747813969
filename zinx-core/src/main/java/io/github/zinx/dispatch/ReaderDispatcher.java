package io.github.zinx.dispatch;

import io.github.zinx.Router;
import io.github.zinx.WorkerSettings;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * No workers: each connection's reader runs its handlers itself. Only tasks need another thread, since a reader may sit
 * in a read for hours: a virtual one for as long as there are any.
 */
public final class ReaderDispatcher implements Dispatcher {

    private final WorkerSettings settings;
    private final Runner runner;
    private final String threadName;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /** Makes a dispatcher whose threads for tasks are called {@code threadName} and the connection's id. */
    public ReaderDispatcher(WorkerSettings settings, Router router, DispatchEvents events, String threadName) {
        this.settings = settings;
        this.runner = new Runner(router, events);
        this.threadName = threadName;
    }

    @Override
    public void start() {}

    @Override
    public Mailbox mailbox(long connectionId, Holding holding) {
        return new Mailbox(new ReaderLane(connectionId), runner, settings, holding);
    }

    @Override
    public boolean owns(Thread thread) {
        return threads.contains(thread);
    }

    @Override
    public void stop() {}

    private final class ReaderLane implements Mailbox.Lane {

        private final long connectionId;

        ReaderLane(long connectionId) {
            this.connectionId = connectionId;
        }

        @Override
        public void ready(Mailbox mailbox) {
            Thread.ofVirtual().name(threadName + connectionId).start(() -> {
                threads.add(Thread.currentThread());
                try {
                    mailbox.run(Integer.MAX_VALUE, () -> false);
                } finally {
                    threads.remove(Thread.currentThread());
                }
            });
        }

        @Override
        public boolean isReaders() {
            return true;
        }

        @Override
        public boolean takesReaders() {
            return true;
        }

        @Override
        public boolean tryEnter() {
            return true;
        }

        @Override
        public boolean isCallers() {
            return true;
        }

        @Override
        public void leave() {}
    }
}
