package io.github.zinx.client.testkit;

import io.github.zinx.Message;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Compares what arrives at a peer with what was expected, and says what it was instead. */
final class Expecting {

    static final String END = "the end of the stream";
    static final String RESET = "a reset";

    private final Incoming in;
    private final Layout layout;

    Expecting(Incoming in, Layout layout) {
        this.in = in;
        this.layout = layout;
    }

    void message(Message expected, Duration limit) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        Message found;
        try {
            found = in.message(layout, frame, limit);
        } catch (IOException e) {
            throw new AssertionError(
                    "expected " + Shown.message(expected) + "\nfound    " + Shown.bytes(frame.toByteArray())
                            + then(e, limit),
                    e);
        }
        if (!found.equals(expected)) {
            throw new AssertionError(Shown.both(expected, found));
        }
    }

    void bytes(byte[] expected, Duration limit) {
        ByteArrayOutputStream found = new ByteArrayOutputStream();
        String then = "";
        try {
            in.exactly(expected.length, found, limit);
        } catch (IOException e) {
            then = then(e, limit);
        }
        if (!Arrays.equals(expected, found.toByteArray())) {
            throw new AssertionError(Shown.both(expected, found.toByteArray(), then));
        }
    }

    /** Expects one of these, next: {@link #END}, {@link #RESET}. */
    void oneOf(List<String> expected, Duration limit) {
        String found = next(limit);
        if (!expected.contains(found)) {
            throw new AssertionError("expected " + String.join(" or ", expected) + ", found " + found);
        }
    }

    void nothing(Duration during) {
        oneOf(List.of(nothingFor(during)), during);
    }

    private String next(Duration limit) {
        try {
            int next = in.next(limit);
            return next < 0 ? END : String.format("byte %02x", next);
        } catch (IOException e) {
            return what(e, limit);
        }
    }

    private String then(IOException e, Duration limit) {
        return e instanceof SocketTimeoutException
                ? ", and no more within " + Shown.time(limit)
                : ", then " + what(e, limit);
    }

    private String what(IOException e, Duration limit) {
        return switch (e) {
            case EOFException end -> END;
            case SocketTimeoutException late -> nothingFor(limit);
            case SocketException lost -> in.isClosedHere() ? "this peer closed" : RESET;
            default -> e.toString();
        };
    }

    private static String nothingFor(Duration limit) {
        return "nothing for " + Shown.time(limit);
    }
}
