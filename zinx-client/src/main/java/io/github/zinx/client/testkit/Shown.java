package io.github.zinx.client.testkit;

import io.github.zinx.Message;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/** How bytes, messages and times are written in a failure. */
final class Shown {

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    /** More would not help whoever reads it. */
    private static final int MOST = 64;

    /** Of what is too long to be shown, so much comes before the place that matters. */
    private static final int BEFORE = 16;

    private Shown() {}

    static String bytes(byte[] bytes) {
        return bytes(bytes, 0);
    }

    /** Says how many there are and shows them in hex, long ones only around this place. */
    static String bytes(byte[] bytes, int place) {
        String count = bytes.length == 1 ? "1 byte" : bytes.length + " bytes";
        if (bytes.length == 0) {
            return count;
        }
        if (bytes.length <= MOST) {
            return count + ": " + HEX.formatHex(bytes);
        }
        int from = Math.max(0, Math.min(place - BEFORE, bytes.length - MOST));
        int to = from + MOST;
        return count + ", from byte " + from + " on: " + HEX.formatHex(Arrays.copyOfRange(bytes, from, to))
                + (to < bytes.length ? " ..." : "");
    }

    static String message(Message message) {
        return message(message, 0);
    }

    static String message(Message message, int place) {
        return "message " + Integer.toUnsignedString(message.id()) + ", " + bytes(message.data(), place);
    }

    /** Says what was expected and found, in two lines, and where the two begin to differ. */
    static String both(byte[] expected, byte[] found, String then) {
        int place = Arrays.mismatch(expected, found);
        return "expected " + bytes(expected, place) + "\nfound    " + bytes(found, place) + then
                + (place < Math.min(expected.length, found.length) ? "\nthey differ from byte " + place + " on" : "");
    }

    static String both(Message expected, Message found) {
        int place = Math.max(0, Arrays.mismatch(expected.data(), found.data()));
        return "expected " + message(expected, place) + "\nfound    " + message(found, place);
    }

    static String time(Duration time) {
        long millis = time.toMillis();
        return millis >= 1000 && millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
