package io.github.zinx.bench.generator;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Where a connection is in the sequence of the replies it awaits, and which of them were passed over. */
final class Arrivals {

    /** What a reply's number says about it. */
    enum Turn {
        /** It was the next one. */
        IN_TURN,
        /** One before it has not come: lost, or late. */
        EARLY,
        /** It had been passed over, and came after all. */
        LATE,
        /** It had come already, or answers what was not sent. */
        UNEXPECTED
    }

    private int expected;
    private @Nullable BitSet passed; // hardly ever needed

    /** The number of the next reply. */
    int expected() {
        return expected;
    }

    /** Begins anew at this number. */
    void expect(int sequence) {
        expected = sequence;
    }

    /** Takes a reply with this number, of a sequence of which this many messages have been sent. */
    Turn take(int sequence, int sent) {
        if (sequence == expected && sequence < sent) {
            expected++;
            return Turn.IN_TURN;
        }
        if (sequence >= sent || sequence < 0) {
            return Turn.UNEXPECTED;
        }
        if (sequence < expected) {
            if (passed != null && passed.get(sequence)) {
                passed.clear(sequence);
                return Turn.LATE;
            }
            return Turn.UNEXPECTED;
        }
        if (passed == null) {
            passed = new BitSet();
        }
        passed.set(expected, sequence);
        expected = sequence + 1;
        return Turn.EARLY;
    }

    /** How many were passed over and have not come since. */
    int missing() {
        return passed == null ? 0 : passed.cardinality();
    }
}
