package io.github.zinx.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EventThreadTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int CAPACITY = 16 * 1024;

    private final EventThread events = new EventThread("test-events");
    private final List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch blocked = new CountDownLatch(1);

    @AfterEach
    void end() throws Exception {
        blocked.countDown();
        events.close(SOON.toNanos());
    }

    private Thread thread() throws InterruptedException {
        AtomicReference<Thread> thread = new AtomicReference<>();
        CountDownLatch set = new CountDownLatch(1);
        events.execute(() -> {
            thread.set(Thread.currentThread());
            set.countDown();
        });
        assertTrue(set.await(10, TimeUnit.SECONDS));
        return thread.get();
    }

    /** Keeps the thread busy until {@link #blocked} is counted down, and returns once it is. */
    private void block() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        events.execute(() -> {
            begun.countDown();
            boolean waiting = true;
            while (waiting) {
                try {
                    blocked.await();
                    waiting = false;
                } catch (InterruptedException e) {
                    // It is this test's to say when it ends.
                }
            }
        });
        assertTrue(begun.await(10, TimeUnit.SECONDS));
    }

    @Test
    void eventsRunInOrderOnOnePlatformDaemon() throws Exception {
        Thread thread = thread();
        AtomicInteger elsewhere = new AtomicInteger();
        for (int i = 0; i < 5_000; i++) {
            int number = i;
            events.execute(() -> {
                ran.add(number);
                if (Thread.currentThread() != thread) {
                    elsewhere.incrementAndGet();
                }
            });
        }
        events.close(SOON.toNanos());

        assertEquals(IntStream.range(0, 5_000).boxed().toList(), ran);
        assertEquals(0, elsewhere.get());
        assertFalse(thread.isVirtual());
        assertTrue(thread.isDaemon());
        assertEquals("test-events", thread.getName());
        assertFalse(thread.isAlive());
    }

    @Test
    void oneThreadIsStartedHoweverManyAreTheFirst() throws Exception {
        for (int round = 0; round < 200; round++) {
            EventThread fresh = new EventThread("test-events");
            CyclicBarrier begin = new CyclicBarrier(2);
            List<Thread> on = Collections.synchronizedList(new ArrayList<>());
            Runnable giver = () -> {
                try {
                    begin.await();
                } catch (InterruptedException | BrokenBarrierException e) {
                    throw new AssertionError(e);
                }
                for (int i = 0; i < 5; i++) {
                    fresh.execute(() -> on.add(Thread.currentThread()));
                }
            };
            Thread other = Thread.ofPlatform().start(giver);
            giver.run();
            assertTrue(other.join(SOON));
            fresh.close(SOON.toNanos());
            assertEquals(10, on.size());
            assertEquals(1, on.stream().distinct().count());
        }
    }

    @Test
    void noThreadIsThereBeforeTheFirstEvent() throws Exception {
        Thread before = Thread.currentThread();

        assertFalse(events.is(before));
        assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(events::is));
        assertTrue(events.is(thread()));
    }

    @Test
    void whatDoesNotFitIsDroppedAndCountedAndNobodyWaits() throws Exception {
        block();
        for (int i = 0; i < CAPACITY + 100; i++) {
            int number = i;
            events.execute(() -> ran.add(number));
        }
        assertEquals(100, events.dropped());

        blocked.countDown();
        events.close(SOON.toNanos());

        assertEquals(IntStream.range(0, CAPACITY).boxed().toList(), ran);
        assertEquals(100, events.dropped());
    }

    @Test
    void anEventThatThrowsOrInterruptsCostsNoOther() throws Exception {
        Thread thread = thread();
        AtomicBoolean flag = new AtomicBoolean(true);
        events.execute(() -> {
            throw new IllegalStateException("thrown by hand");
        });
        events.execute(() -> {
            throw new AssertionError("thrown by hand");
        });
        events.execute(() -> Thread.currentThread().interrupt());
        events.execute(() -> flag.set(Thread.currentThread().isInterrupted()));

        assertEquals(thread, thread());
        assertFalse(flag.get());
        await().atMost(SOON).until(() -> thread.getState() == Thread.State.WAITING);
        thread.interrupt(); // by somebody who kept a reference to it
        assertEquals(thread, thread());
    }

    @Test
    void aFailureThatCannotEvenBeLoggedCostsNoOther() throws Exception {
        Thread thread = thread();
        events.execute(() -> {
            throw new IllegalStateException() {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                    throw new AssertionError("thrown by hand");
                }
            };
        });

        assertEquals(thread, thread());
    }

    @Test
    void afterCloseNothingIsTaken() throws Exception {
        Thread thread = thread();
        events.close(SOON.toNanos());
        assertFalse(thread.isAlive());

        events.execute(() -> ran.add(1));

        assertEquals(1, events.dropped());
        assertEquals(List.of(), ran);
    }

    @Test
    @Timeout(20)
    void closeWaitsNoLongerThanItMayAndTheThreadEndsWhenItCan() throws Exception {
        block();
        for (int i = 0; i < CAPACITY; i++) {
            events.execute(() -> ran.add(1));
        }
        Thread thread = threadByName();

        events.close(Duration.ofMillis(50).toNanos()); // would otherwise wait for good

        assertTrue(thread.isAlive());
        blocked.countDown();
        assertTrue(thread.join(SOON));
        assertEquals(CAPACITY, ran.size());
    }

    private Thread threadByName() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(events::is)
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Timeout(20)
    void closeOnTheThreadItselfDoesNotWaitForItself() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        Thread thread = thread();
        events.execute(() -> {
            try {
                events.close(Duration.ofHours(1).toNanos());
                closed.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertTrue(closed.await(10, TimeUnit.SECONDS));
        assertTrue(thread.join(SOON));
    }
}
