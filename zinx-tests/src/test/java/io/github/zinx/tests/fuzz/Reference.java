package io.github.zinx.tests.fuzz;

import io.github.zinx.Message;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the built-in layouts a second time, out of an array that has everything: as plain as can be, so that one sees
 * that it is right, and without a line of the library's.
 */
public final class Reference {

    private static final int HEADER = 8;

    /** Which frames may come; asked once for each that is looked at, in the order of the stream. */
    @FunctionalInterface
    public interface Rule {
        boolean allows(int id, long length);
    }

    private final byte[] stream;
    private final boolean lengthFirst;
    private final boolean bigEndian;
    private final Rule rule;
    private int at;
    private boolean refuses;

    public Reference(String layout, byte[] stream, Rule rule) {
        this.stream = stream;
        lengthFirst = layout.equals("ltv-le");
        bigEndian = layout.equals("tlv-be");
        this.rule = rule;
    }

    /** The next message if, of so many bytes, all of it has come; null if not, or if it must not come. */
    public @Nullable Message next(int arrived) {
        if (refuses || arrived - at < HEADER) {
            return null;
        }
        long first = number(at);
        long second = number(at + 4);
        long length = lengthFirst ? first : second;
        int id = (int) (lengthFirst ? second : first);
        if (!rule.allows(id, length)) {
            refuses = true;
            return null;
        }
        if (arrived - at - HEADER < length) {
            return null;
        }
        int start = at + HEADER;
        at = start + (int) length;
        return Message.of(id, Arrays.copyOfRange(stream, start, at));
    }

    /** Says whether the frame that comes next, as far as it was looked at, must not come. */
    public boolean refuses() {
        return refuses;
    }

    /** How many bytes the messages so far had, headers included. */
    public int at() {
        return at;
    }

    private long number(int from) {
        long number = 0;
        for (int i = 0; i < 4; i++) {
            int at = bigEndian ? from + i : from + 3 - i;
            number = number * 256 + (stream[at] & 0xff);
        }
        return number;
    }
}
