package io.github.zinx.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionSettings;
import io.github.zinx.Message;
import io.github.zinx.Request;
import io.github.zinx.Router;
import io.github.zinx.StubConnection;
import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import io.github.zinx.dispatch.DispatchEvents;
import io.github.zinx.dispatch.Holding;
import io.github.zinx.dispatch.Mailbox;
import io.github.zinx.dispatch.ReaderDispatcher;
import io.github.zinx.dispatch.TimeTotals;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandlerTimesTest {

    private static final Duration SLOW = Duration.ofMillis(20);

    /** The times of so many handlers that return at once, and one that does not. */
    private static HandlerTimes oneSlowAnd(int fast) throws InterruptedException {
        Router router = new Router();
        router.handle(1, request -> {});
        router.handle(2, request -> Thread.sleep(SLOW));
        WorkerSettings settings = new WorkerSettings(0, Threads.VIRTUAL, 10, 1000, 10);
        Mailbox mailbox = new ReaderDispatcher(settings, router, new DispatchEvents() {}, "test-task-")
                .mailbox(7, Holding.UNBOUNDED);
        for (int i = 0; i <= fast; i++) {
            mailbox.accept(
                    new Request(new StubConnection(7), Message.of(i == fast ? 2 : 1, "x"), StubConnection.NOBODY));
        }
        mailbox.rest();
        TimeTotals totals = new TimeTotals();
        mailbox.addTimesTo(totals);
        return new HandlerTimes(totals);
    }

    @Test
    void percentilesLieBetweenTheFastAndTheSlow() throws Exception {
        HandlerTimes times = oneSlowAnd(99);

        assertEquals(100, times.count());
        assertTrue(times.max().compareTo(SLOW) >= 0, times::toString);
        assertTrue(times.total().compareTo(times.max()) >= 0, times::toString);
        assertEquals(times.max(), times.percentile(100));
        assertEquals(times.max(), times.percentile(99.5));
        assertTrue(times.percentile(50).compareTo(SLOW) < 0, times::toString);
        assertTrue(times.percentile(0.001).compareTo(Duration.ZERO) > 0, times::toString);
        assertTrue(times.toString().startsWith("100 handled, p50 "), times::toString);
    }

    @Test
    void bucketsAreTheWholeScaleInOrder() throws Exception {
        HandlerTimes times = oneSlowAnd(3);

        Duration before = Duration.ZERO;
        long count = 0;
        for (HandlerTimes.Bucket bucket : times.buckets()) {
            assertTrue(bucket.below().compareTo(before) > 0);
            before = bucket.below();
            count += bucket.count();
        }
        assertEquals(4, count);
        assertEquals(ConnectionSettings.OFF, before);
        assertEquals(HandlerTimes.NONE.buckets().size(), times.buckets().size());
    }

    @Test
    void withoutHandlersAllIsNought() {
        assertEquals(0, HandlerTimes.NONE.count());
        assertEquals(Duration.ZERO, HandlerTimes.NONE.max());
        assertEquals(Duration.ZERO, HandlerTimes.NONE.total());
        assertEquals(Duration.ZERO, HandlerTimes.NONE.percentile(99));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 100.1, Double.NaN})
    void percentilesThatAreNoneAreRefused(double percent) {
        assertThrows(IllegalArgumentException.class, () -> HandlerTimes.NONE.percentile(percent));
    }
}
