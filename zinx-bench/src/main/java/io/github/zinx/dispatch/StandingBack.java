package io.github.zinx.dispatch;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Shows who waits, and where, while virtual threads that always have more to do stand back for others in different ways.
 *
 * <p>A crowd works for 20 µs at a time, as readers do whose peers never pause, and stands back after each. Meanwhile a
 * platform thread starts a new virtual thread every 5 ms, as the acceptor does; such a thread waits in the scheduler's
 * queue for submissions from outside, where a carrier looks only when its own queue is empty. The time until it runs is what
 * is shown, and how many threads stand in the scheduler's queues at those moments, where the JDK tells (from 24 on). It lies in this package because the pacer's ways are not public; the bench runs on the class path, where one
 * package may come from two jars.
 */
public final class StandingBack {

    private static final int CROWD = 100;
    private static final long WORK = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(5);
    private static final Duration WARM = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(4);

    private static final Optional<ObjectName> SCHEDULER = scheduler();

    private final AtomicLong turns = new AtomicLong();
    private final ConcurrentLinkedQueue<Long> waits = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> queued = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    private StandingBack() {}

    /** Shows each way in turn; takes no arguments. */
    public static void main(String[] args) throws InterruptedException {
        System.out.printf(
                Locale.ROOT,
                "Java %s, %s carriers; how long a new thread waits beside %d that never pause%n",
                Runtime.version(),
                System.getProperty("jdk.virtualThreadScheduler.parallelism", "all"),
                CROWD);
        new StandingBack().show("Thread.yield", () -> Thread::yield);
        Pacer breathless = new Pacer(Duration.ofDays(1), Pacer.LATE).start();
        new StandingBack().show("pacer that never sleeps", () -> breathless.newSeat());
        Pacer pacer = new Pacer(Pacer.BREATH, Pacer.LATE).start();
        new StandingBack().show("pacer", () -> pacer.newSeat());
        new StandingBack().show("pacer, in groups", () -> pacer.newReaderSeat());
    }

    private void show(String name, Supplier<Runnable> ways) throws InterruptedException {
        Thread[] crowd = new Thread[CROWD];
        for (int i = 0; i < CROWD; i++) {
            Runnable way = ways.get();
            crowd[i] = Thread.ofVirtual().start(() -> work(way));
        }
        startNewcomers(WARM);
        waits.clear();
        queued.clear();
        long before = turns.get();
        int started = startNewcomers(LONG);
        long done = turns.get() - before;
        long[] seen = sorted(waits);
        long[] lengths = sorted(queued);
        over = true;
        for (Thread thread : crowd) {
            thread.join();
        }
        System.out.printf(
                Locale.ROOT,
                "%-24s %4d of %4d ran; waited median %6.2f ms, worst %7.2f ms; queued %s; turns of the crowd %,7d a second%n",
                name,
                seen.length,
                started,
                seen.length == 0 ? Double.NaN : seen[seen.length / 2] / 1e6,
                Arrays.stream(seen).max().orElse(0) / 1e6,
                lengths.length == 0 ? "not known" : "least " + lengths[0] + ", median " + lengths[lengths.length / 2],
                done / LONG.toSeconds());
    }

    private int startNewcomers(Duration time) {
        int started = 0;
        long end = System.nanoTime() + time.toNanos();
        for (; System.nanoTime() - end < 0; started++) {
            queueLength().ifPresent(queued::add);
            long born = System.nanoTime();
            Thread.ofVirtual().start(() -> waits.add(System.nanoTime() - born));
            LockSupport.parkNanos(EVERY);
        }
        return started;
    }

    private static long[] sorted(ConcurrentLinkedQueue<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private static OptionalLong queueLength() {
        if (SCHEDULER.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of((long) ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(SCHEDULER.get(), "QueuedVirtualThreadCount"));
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<ObjectName> scheduler() {
        try {
            ObjectName name = new ObjectName("jdk.management:type=VirtualThreadScheduler");
            return ManagementFactory.getPlatformMBeanServer().isRegistered(name) ? Optional.of(name) : Optional.empty();
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(e);
        }
    }

    private void work(Runnable way) {
        while (!over) {
            for (long from = System.nanoTime(); System.nanoTime() - from < WORK; ) {
                Thread.onSpinWait();
            }
            turns.incrementAndGet();
            way.run();
        }
    }
}
