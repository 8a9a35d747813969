package io.github.zinx.tests.soak;

import io.github.zinx.CloseReason;
import io.github.zinx.server.RejectCause;
import java.util.ArrayList;
import java.util.List;

/** The kinds of bad clients, what each does, and the ends that its connections may come to. */
enum Kind {
    SLOW_READER(Reading::asksForMuchAndReadsNothing, CloseReason.Kind.WRITE_TIMEOUT),
    SLOW_CONSUMER(Reading::asksForMuchOrToBeDropped, CloseReason.Kind.SLOW_CONSUMER),
    FLOOD(Reading::sendsWithoutReading, CloseReason.Kind.WRITE_TIMEOUT),
    OVER_RATE(Reading::sendsTooFast, CloseReason.Kind.CLOSED_BY_PEER),
    DRIP(Framing::drips, CloseReason.Kind.FRAME_TIMEOUT),
    HALF_HEADER(Framing::stopsInsideTheHeader, CloseReason.Kind.FRAME_TIMEOUT),
    HALF_FRAME(Framing::stopsInsideTheFrame, CloseReason.Kind.FRAME_TIMEOUT),
    CUT_FRAME(Framing::endsInsideTheFrame, CloseReason.Kind.ILLEGAL_FRAME),
    TOO_LONG(Framing::announcesMoreThanTheLimit, CloseReason.Kind.ILLEGAL_FRAME),
    GIGABYTES(Framing::announcesGigabytes, CloseReason.Kind.ILLEGAL_FRAME),
    GARBAGE(Framing::sendsGarbage, CloseReason.Kind.ILLEGAL_FRAME, CloseReason.Kind.LOGIN_REQUIRED),
    UNKNOWN_IDS(Framing::sendsUnknownIds, CloseReason.Kind.CLOSED_BY_PEER),
    FAILING(Framing::makesHandlersFail, CloseReason.Kind.CLOSED_BY_PEER),
    URGENT(Framing::sendsUrgentData, CloseReason.Kind.CLOSED_BY_PEER),
    RESET_IN_FRAME(Leaving::resetsInsideAFrame, CloseReason.Kind.CONNECTION_LOST),
    RESET_BEFORE_ANSWERS(Leaving::resetsBeforeItsAnswers, CloseReason.Kind.CONNECTION_LOST),
    HALF_CLOSE(Leaving::halfCloses, CloseReason.Kind.CLOSED_BY_PEER),
    CHURN(Leaving::comesAndGoes, CloseReason.Kind.CLOSED_BY_PEER, CloseReason.Kind.CONNECTION_LOST),
    LOGIN_LESS(Entering::doesNotLogIn, CloseReason.Kind.LOGIN_REQUIRED),
    LONG_LOGIN(Entering::logsInAtLength, CloseReason.Kind.LOGIN_REQUIRED),
    SILENT(Entering::saysNothing, CloseReason.Kind.LOGIN_TIMEOUT),
    IDLE(Entering::saysNothingMore, CloseReason.Kind.IDLE_TIMEOUT),
    TWICE(Entering::comesTwice, CloseReason.Kind.REPLACED, CloseReason.Kind.CLOSED_BY_PEER),
    CROWD(
            Entering::comesInACrowd,
            CloseReason.Kind.CLOSED_BY_PEER,
            CloseReason.Kind.CONNECTION_LOST,
            CloseReason.Kind.LOGIN_TIMEOUT);

    /** What one of them does, until its connection is over. */
    @FunctionalInterface
    interface Deed {
        void run(BadPeers peers) throws Exception;
    }

    private final Deed deed;
    private final List<String> ends = new ArrayList<>();

    Kind(Deed deed, CloseReason.Kind... reasons) {
        this.deed = deed;
        for (CloseReason.Kind reason : reasons) {
            ends.add(reason.name());
        }
    }

    static {
        CROWD.ends.addFirst(Ends.rejected(RejectCause.ADDRESS));
    }

    /** Returns what its connections may end for; the first is what at least one of them has to. */
    List<String> ends() {
        return ends;
    }

    void run(BadPeers peers) throws Exception {
        deed.run(peers);
    }

    /** Returns what its connections are marked with. */
    int mark() {
        return ordinal() + 1;
    }

    static String nameOf(int mark) {
        return mark == 0 ? "GOOD" : values()[mark - 1].name();
    }
}
