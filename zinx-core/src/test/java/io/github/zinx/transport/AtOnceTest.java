package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AtOnceTest {

    private final AtOnce atOnce = new AtOnce();

    @Test
    void theFirstAnswerToTheLastMessageAtHandIsWrittenAtOnce() {
        atOnce.begins(false);
        assertTrue(atOnce.mayWrite());
        assertFalse(atOnce.mayWrite(), "a second one");
    }

    @Test
    void whileMoreIsAtHandNothingIs() {
        atOnce.begins(true);
        assertFalse(atOnce.mayWrite());
        atOnce.ends();
        atOnce.begins(false);
        assertTrue(atOnce.mayWrite());
    }

    @Test
    void noSendOutsideOfAHandlerIs() {
        assertFalse(atOnce.mayWrite(), "of the start hook");
        atOnce.begins(false);
        atOnce.ends();
        assertFalse(atOnce.mayWrite(), "of the stop hook");
    }

    @Test
    void afterSeveralAnswersToOneMessageTheNext64GoTheirUsualWay() {
        atOnce.begins(false);
        atOnce.mayWrite();
        atOnce.mayWrite();
        atOnce.ends();
        for (int message = 1; message < 64; message++) {
            assertFalse(oneAnswerMayBeWritten(), "message " + message);
        }
        assertTrue(oneAnswerMayBeWritten());
        assertTrue(oneAnswerMayBeWritten());
    }

    private boolean oneAnswerMayBeWritten() {
        atOnce.begins(false);
        boolean may = atOnce.mayWrite();
        atOnce.ends();
        return may;
    }
}
