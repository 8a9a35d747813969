package io.github.zinx.tests.measure;

import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.tests.support.Latencies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Healthy connections beside whatever else is measured: each pings every 10 ms, timed from when it was due. */
final class Pings implements AutoCloseable {

    private static final long BEAT = 10_000_000;
    private static final int WARM_UP = 200;

    private final Latencies waits = new Latencies();
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<IOException> failures = new ConcurrentLinkedQueue<>();
    private final CountDownLatch warm;

    /** Begins to ping, and returns when each has done so 200 times, so that everything has been in use. */
    Pings(int port, int peers) throws InterruptedException {
        warm = new CountDownLatch(peers);
        for (int i = 0; i < peers; i++) {
            threads.add(Thread.ofPlatform().daemon().start(() -> run(port)));
        }
        warm.await();
        waits.clear();
    }

    private void run(int port) {
        int done = 0;
        try (RawPeer peer = RawPeer.connect(port)) {
            long due = System.nanoTime();
            while (!over.get()) {
                due += BEAT;
                for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                    LockSupport.parkNanos(due - now);
                }
                peer.ask(0, "ping");
                waits.add(System.nanoTime() - due);
                if (++done == WARM_UP) {
                    warm.countDown();
                }
            }
        } catch (IOException e) {
            failures.add(e); // one is enough
            if (done < WARM_UP) {
                warm.countDown();
            }
        }
    }

    /** Returns how long they have waited. */
    Latencies waits() {
        return waits;
    }

    @Override
    public void close() throws InterruptedException {
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("a healthy connection failed", failures.peek());
        }
    }
}
