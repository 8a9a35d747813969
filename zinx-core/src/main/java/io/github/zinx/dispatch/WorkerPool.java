package io.github.zinx.dispatch;

import io.github.zinx.Router;
import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A fixed number of workers; a connection belongs to the lane of the one whose number is its id modulo their count.
 *
 * <p>A worker whose handler waits inside this library for longer than a moment gives its lane to a new thread, so that a
 * slow peer costs only its own connection; the number of handlers that may wait like that is bounded.
 */
public final class WorkerPool implements Dispatcher {

    /**
     * The worker that each thread is, of all pools of this process: a handler of one server may wait for a connection of
     * another, or of a client, and it is its own lane that must not be held.
     */
    private static final Map<Thread, Worker> WORKERS = new ConcurrentHashMap<>();

    /** The pools that have readers at work on their lanes, which are found there alone. */
    private static final Set<WorkerPool> POOLS = ConcurrentHashMap.newKeySet();

    private final WorkerSettings settings;
    private final Runner runner;
    private final String threadName;
    private final WorkerLane[] lanes;
    private final boolean takesReaders;
    private final Supplier<? extends Runnable> turns;
    private final Semaphore mayWait;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /** Makes a pool of at least one worker; its threads are called {@code threadName} and their number. */
    public WorkerPool(WorkerSettings settings, Router router, DispatchEvents events, String threadName) {
        this(settings, router, events, threadName, false, Pacer::seat);
    }

    /**
     * Makes one whose workers, if they are virtual threads, leave short handlers to the readers of their connections, as
     * long as nothing else is to be done on the lane.
     */
    public static WorkerPool withReaders(
            WorkerSettings settings, Router router, DispatchEvents events, String threadName) {
        return new WorkerPool(settings, router, events, threadName, settings.threads() == Threads.VIRTUAL, Pacer::seat);
    }

    WorkerPool(
            WorkerSettings settings,
            Router router,
            DispatchEvents events,
            String threadName,
            boolean takesReaders,
            Supplier<? extends Runnable> turns) {
        this.turns = turns;
        this.takesReaders = takesReaders;
        this.settings = settings;
        this.runner = new Runner(router, events);
        this.threadName = threadName;
        mayWait = new Semaphore(settings.maxWaiting());
        lanes = IntStream.range(0, settings.count())
                .mapToObj(i -> new WorkerLane(mayWait, takesReaders))
                .toArray(WorkerLane[]::new);
    }

    /**
     * Gives the lane of the calling thread to a new thread, if it is the worker of one. The caller finishes its handler,
     * empties that connection's mailbox and ends; it does not get the lane back. A reader at work on a lane leaves it to
     * the worker.
     *
     * @return false if as many handlers wait like that as may, or no thread was to be had
     */
    public static boolean giveUpLane() {
        Worker worker = WORKERS.get(Thread.currentThread());
        if (worker != null) {
            return worker.giveUpLane();
        }
        return POOLS.stream()
                .flatMap(pool -> Arrays.stream(pool.lanes))
                .filter(WorkerLane::isCallers)
                .findAny()
                .map(WorkerLane::readerGivesUp)
                .orElse(true);
    }

    @Override
    public void start() {
        if (takesReaders) {
            POOLS.add(this);
        }
        for (int i = 0; i < lanes.length; i++) {
            startWorker(i);
            runner.events().workerStarted(i);
        }
    }

    @Override
    public Mailbox mailbox(long connectionId, Holding holding) {
        return mailbox(connectionId, holding, new Stopwatch());
    }

    Mailbox mailbox(long connectionId, Holding holding, Stopwatch stopwatch) {
        int lane = (int) Long.remainderUnsigned(connectionId, lanes.length);
        return new Mailbox(lanes[lane], runner, settings, holding, stopwatch);
    }

    @Override
    public boolean owns(Thread thread) {
        return threads.contains(thread);
    }

    @Override
    public void stop() {
        POOLS.remove(this);
        for (WorkerLane lane : lanes) {
            lane.stop();
        }
    }

    /** Puts a thread to work on a lane: at the start, and in place of one that waits. */
    void startWorker(int lane) {
        Worker worker = new Worker(this, lane, lanes[lane], turns.get());
        String name = threadName + lane;
        Thread.Builder builder = settings.threads() == Threads.VIRTUAL
                ? Thread.ofVirtual().name(name)
                : Thread.ofPlatform().name(name).daemon();
        builder.start(worker);
    }

    /** Asks for leave to wait off the lane. */
    boolean tryWait() {
        return mayWait.tryAcquire();
    }

    void waitOver() {
        mayWait.release();
    }

    void enter(Worker worker) {
        threads.add(Thread.currentThread());
        WORKERS.put(Thread.currentThread(), worker);
    }

    void leave() {
        WORKERS.remove(Thread.currentThread());
        threads.remove(Thread.currentThread());
    }
}
