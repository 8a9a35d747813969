package io.github.zinx.dispatch;

import static io.github.zinx.dispatch.Tally.SOON;
import static io.github.zinx.dispatch.Tally.numbered;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.QueueDepth;
import io.github.zinx.Router;
import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ReaderDispatcherTest {

    private final Tally tally = new Tally();
    private final Router router = new Router();
    private final ReaderDispatcher dispatcher =
            new ReaderDispatcher(new WorkerSettings(0, Threads.VIRTUAL, 3, 1000, 1), router, tally, "task-");
    private final Mailbox mailbox = dispatcher.mailbox(9, Holding.UNBOUNDED);
    private final List<Object> ran = Collections.synchronizedList(new ArrayList<>());

    @Test
    void aHandlerRunsOnTheReaderAndHasReturnedWhenAcceptDoes() throws Exception {
        router.handle(1, r -> ran.add(Thread.currentThread()));

        assertTrue(mailbox.accept(numbered(9, 1)));

        assertEquals(List.of(Thread.currentThread()), ran);
        assertFalse(mailbox.isIdle(), "the next message may be at hand");
        mailbox.rest();
        assertTrue(mailbox.isIdle());
        mailbox.finish();
        assertFalse(dispatcher.owns(Thread.currentThread()));
    }

    @Test
    void aTaskOfAnIdleConnectionRunsOnAThreadOfItsOwnThatEnds() throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        AtomicReference<Boolean> owned = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);

        assertTrue(mailbox.execute(() -> {
            thread.set(Thread.currentThread());
            owned.set(dispatcher.owns(Thread.currentThread()));
            done.countDown();
        }));

        assertTrue(done.await(10, TimeUnit.SECONDS));
        assertEquals("task-9", thread.get().getName());
        assertTrue(thread.get().isVirtual());
        assertTrue(owned.get());
        assertTrue(thread.get().join(SOON));
        assertFalse(dispatcher.owns(thread.get()));
    }

    @Test
    void aMessageWaitsForTheTasksThatCameBeforeIt() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        router.handle(1, r -> ran.add("message"));
        mailbox.execute(() -> {
            running.countDown();
            awaitQuietly(go);
            ran.add("first task");
        });
        assertTrue(running.await(10, TimeUnit.SECONDS));
        mailbox.execute(() -> ran.add("second task"));

        FutureTask<Boolean> reader = new FutureTask<>(() -> mailbox.accept(numbered(9, 1)));
        Thread thread = Thread.ofPlatform().daemon().start(reader);
        await().atMost(SOON).until(() -> thread.getState() == Thread.State.WAITING);
        go.countDown();

        assertTrue(reader.get(10, TimeUnit.SECONDS));
        assertEquals(List.of("first task", "second task", "message"), ran);
    }

    @Test
    void aTaskGivenInsideAHandlerRunsAfterItAndBeforeTheNextMessage() throws Exception {
        router.handle(1, r -> {
            int number = Tally.number(r);
            assertTrue(mailbox.execute(() -> ran.add("task of " + number)));
            ran.add("message " + number);
        });

        mailbox.accept(numbered(9, 1));
        mailbox.accept(numbered(9, 2));
        mailbox.finish();

        assertEquals(List.of("message 1", "task of 1", "message 2", "task of 2"), ran);
    }

    @Test
    void aTaskGivenBetweenTwoMessagesRunsBetweenThem() throws Exception {
        router.handle(1, r -> ran.add("message " + Tally.number(r)));

        mailbox.accept(numbered(9, 1));
        mailbox.execute(() -> ran.add("task"));
        mailbox.accept(numbered(9, 2));

        assertEquals(List.of("message 1", "task", "message 2"), ran);
    }

    @Test
    void aTaskNeedNotWaitForTheNextMessageOnceTheReaderRests() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        router.handle(1, r -> {});
        mailbox.accept(numbered(9, 1));
        mailbox.execute(done::countDown);
        assertEquals(new QueueDepth(1, 0), mailbox.depth());

        mailbox.rest();

        assertTrue(done.await(10, TimeUnit.SECONDS));
        mailbox.finish();
        assertTrue(mailbox.isIdle());
    }

    @Test
    void whatTheReaderHasAtHandWhenTheMailboxIsClosedIsDroppedAndCounted() throws Exception {
        router.handle(1, r -> {
            ran.add(Tally.number(r));
            mailbox.close();
        });

        assertTrue(mailbox.accept(numbered(9, 1)));
        assertFalse(mailbox.accept(numbered(9, 2)));
        mailbox.awaitIdle();

        assertEquals(List.of(1), ran);
        assertEquals(1, tally.dropped.get());
    }

    @Test
    void theEndOfTheLastHandlerIsTimedWhenTheReaderRests() throws Exception {
        router.handle(1, r -> {});
        for (int i = 0; i < 203; i++) {
            mailbox.accept(numbered(9, i));
        }
        mailbox.rest();
        mailbox.rest();

        TimeTotals totals = new TimeTotals();
        mailbox.addTimesTo(totals);
        assertEquals(203, Arrays.stream(totals.counts()).sum());
    }

    @Test
    void aTaskThatGivesItselfAgainAndAgainDoesNotKeepMessagesOut() throws Exception {
        AtomicBoolean again = new AtomicBoolean(true);
        router.handle(1, r -> ran.add("message"));
        mailbox.execute(new Runnable() {
            @Override
            public void run() {
                if (again.get()) {
                    mailbox.execute(this);
                }
            }
        });

        FutureTask<Boolean> reader = new FutureTask<>(() -> mailbox.accept(numbered(9, 1)));
        Thread.ofPlatform().daemon().start(reader);

        try {
            assertTrue(reader.get(10, TimeUnit.SECONDS));
        } finally {
            again.set(false);
        }
        mailbox.finish();
        assertTrue(mailbox.isIdle());
    }

    @Test
    void tasksAreBoundedToo() throws Exception {
        List<Boolean> taken = new ArrayList<>();
        router.handle(1, r -> {
            for (int i = 0; i < 4; i++) {
                taken.add(mailbox.execute(() -> ran.add("task")));
            }
        });

        mailbox.accept(numbered(9, 1));
        mailbox.finish();

        assertEquals(List.of(true, true, true, false), taken);
        assertEquals(3, ran.size());
    }

    @Test
    void closeWakesAReaderThatWaitsForATask() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        mailbox.execute(() -> {
            running.countDown();
            awaitQuietly(go);
        });
        assertTrue(running.await(10, TimeUnit.SECONDS));
        mailbox.execute(() -> ran.add("dropped"));
        FutureTask<Boolean> reader = new FutureTask<>(() -> mailbox.accept(numbered(9, 1)));
        Thread thread = Thread.ofPlatform().daemon().start(reader);
        await().atMost(SOON).until(() -> thread.getState() == Thread.State.WAITING);

        mailbox.close();

        assertFalse(reader.get(10, TimeUnit.SECONDS));
        assertEquals(2, tally.dropped.get());
        assertFalse(mailbox.isIdle());
        go.countDown();
        mailbox.awaitIdle();
        assertEquals(List.of(), ran);
        assertFalse(mailbox.accept(numbered(9, 2)));
        assertEquals(3, tally.dropped.get());
    }

    @Test
    void aReaderThatIsInterruptedWhileItWaitsForATaskHasPutNothingIn() throws Exception {
        AtomicLong held = new AtomicLong();
        Mailbox mailbox = dispatcher.mailbox(9, (bytes, anyway) -> {
            held.set(bytes);
            return true;
        });
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        mailbox.execute(() -> {
            running.countDown();
            awaitQuietly(go);
        });
        assertTrue(running.await(10, TimeUnit.SECONDS));
        FutureTask<Boolean> reader = new FutureTask<>(() -> mailbox.accept(numbered(9, 1)));
        Thread thread = Thread.ofPlatform().daemon().start(reader);
        await().atMost(SOON).until(() -> thread.getState() == Thread.State.WAITING);
        assertEquals(new QueueDepth(1, 4), mailbox.depth());
        assertEquals(4, held.get());

        thread.interrupt();

        var thrown = assertThrows(ExecutionException.class, () -> reader.get(10, TimeUnit.SECONDS));
        assertEquals(InterruptedException.class, thrown.getCause().getClass());
        assertEquals(QueueDepth.EMPTY, mailbox.depth());
        assertEquals(0, held.get());
        go.countDown();
        mailbox.awaitIdle();
        assertEquals(0, tally.handled.get());
    }

    @Test
    void theReadersInterruptFlagIsClearedAfterEachHandler() throws Exception {
        List<Boolean> flags = new ArrayList<>();
        router.handle(1, r -> {
            flags.add(Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
        });

        mailbox.accept(numbered(9, 1));
        mailbox.accept(numbered(9, 2));

        assertEquals(List.of(false, false), flags);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void whatAHandlerThrowsStaysInside() throws Exception {
        router.handle(1, r -> {
            throw new AssertionError("thrown by hand");
        });

        assertTrue(mailbox.accept(numbered(9, 1)));

        assertEquals(1, tally.handlerFailures.size());
        assertEquals(1, tally.handled.get());
        mailbox.rest();
        assertTrue(mailbox.isIdle());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
