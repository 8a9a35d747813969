package io.github.zinx.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReaderSpellTest {

    /** A lane that lets whoever asks in, or is the reader's own. */
    private static final class OpenLane implements Mailbox.Lane {
        private boolean own;
        private boolean entered;
        private int left;

        @Override
        public void ready(Mailbox mailbox) {}

        @Override
        public boolean isReaders() {
            return own;
        }

        @Override
        public boolean takesReaders() {
            return true;
        }

        @Override
        public boolean tryEnter() {
            entered = true;
            return true;
        }

        @Override
        public boolean isCallers() {
            return entered;
        }

        @Override
        public void leave() {
            entered = false;
            left++;
        }
    }

    private long now;
    private int looks;
    private int pace = 1;

    private final OpenLane lane = new OpenLane();
    private final Stopwatch stopwatch = new Stopwatch(() -> {
        looks++;
        return now;
    });
    private final ReaderSpell spell = new ReaderSpell(lane, stopwatch, () -> pace);

    private void run(long nanos) {
        Work work = new Work.Letter(Tally.numbered(1, 1));
        stopwatch.begin(work);
        now += nanos;
        stopwatch.end(work);
    }

    /** As the reader does. */
    private void handle(int count, long nanosEach) {
        for (int i = 0; i < count; i++) {
            run(nanosEach);
            spell.ran();
        }
    }

    /** As a worker does. */
    private void handleElsewhere(int count, long nanosEach) {
        stopwatch.start();
        for (int i = 0; i < count; i++) {
            run(nanosEach);
        }
        stopwatch.rest();
    }

    private void begin() {
        assertTrue(spell.begins());
        spell.start();
        assertTrue(spell.runs());
    }

    @Test
    void itBeginsOnceSixteenInARowWereQuick() {
        assertFalse(spell.begins());
        handleElsewhere(15, 50_000);
        assertFalse(spell.begins());
        handleElsewhere(1, 50_000);
        assertTrue(spell.begins());

        handleElsewhere(1, 64_000);
        handleElsewhere(15, 50_000);
        assertFalse(spell.begins());
    }

    @Test
    void aLaneOfItsOwnIsTheReadersFromTheBeginningAndAlways() {
        lane.own = true;
        begin();
        handle(20, 5_000_000);
        assertTrue(spell.lasts());
    }

    @Test
    void itLastsForAMillisecondOfHandlersAndWhatLiesBetweenThem() {
        handleElsewhere(16, 5_000);
        begin();
        handle(20, 40_000);
        assertTrue(spell.lasts());
        now += 190_000; // decoding
        stopwatch.goOn();
        handle(1, 10_000);
        assertTrue(spell.lasts());
        handle(1, 1);
        assertFalse(spell.lasts());
    }

    @Test
    void afterItsMillisecondItDoesNotBeginAgainBeforeAllIsDoneThatWasAtHand() {
        handleElsewhere(16, 5_000);
        begin();
        handle(30, 40_000);
        assertFalse(spell.lasts());
        spell.end();
        assertFalse(spell.runs());
        assertEquals(1, lane.left);

        assertFalse(spell.begins());
        spell.renew();
        assertTrue(spell.begins());
    }

    @Test
    void itEndsWithTheHandlerThatGaveTheLaneUp() {
        handleElsewhere(16, 5_000);
        begin();
        run(5_000);
        lane.entered = false;
        spell.ran();
        assertFalse(spell.lasts());
        assertFalse(spell.begins());
    }

    /** They are timed five at a time; the first that takes long is to be the last all the same. */
    @Test
    void aLongOneAmongShortOnesThatAreTimedTogetherIsTheLast() {
        handleElsewhere(64, 100);
        begin();
        handle(1, 100);
        assertTrue(spell.lasts());
        run(2_000_000);
        pace++;
        spell.ran();
        assertFalse(spell.lasts());
    }

    @Test
    void whereNobodyTellsThatTimePassesItLooksAtTheClockEveryTime() {
        handleElsewhere(64, 100);
        pace = 0;
        begin();
        handle(1, 100);
        assertTrue(spell.lasts());
        handle(1, 2_000_000);
        assertFalse(spell.lasts());
    }

    /** The next message is decoded between two handlers, by a codec of the user's perhaps. */
    @Test
    void whatIsDoneAfterAHandlerIsNotItsTime() {
        handleElsewhere(64, 100);
        pace = 0;
        begin();
        for (int i = 0; i < 100; i++) {
            handle(1, 100);
            now += 5_000;
            assertTrue(spell.lasts());
            stopwatch.goOn();
        }
        TimeTotals totals = new TimeTotals();
        stopwatch.addTo(totals);
        assertEquals(100, totals.longest());
        assertEquals(164 * 100, totals.nanos());
    }

    @Test
    void asLongAsNoTimePassesShortOnesShareALook() {
        handleElsewhere(64, 100);
        begin();
        looks = 0;
        for (int i = 0; i < 20; i++) {
            stopwatch.goOn();
            handle(1, 100);
            assertTrue(spell.lasts());
        }
        assertEquals(2 * 4, looks, "one before and one after five");
    }
}
