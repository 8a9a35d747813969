package io.github.zinx.tests.fuzz;

import java.util.Arrays;

/** What a fuzzer's bytes mean: the first of them choose how the test is set up, and the rest is the peer's stream. */
public final class Choices {

    private final byte[] input;
    private int at;

    public Choices(byte[] input) {
        this.input = input;
    }

    /** Takes one of these; the first, where the bytes are at their end. */
    public int oneOf(int... values) {
        return values[next() % values.length];
    }

    public boolean flip() {
        return oneOf(0, 1) == 1;
    }

    /** Takes the next byte, 0 to 255. */
    int next() {
        return at < input.length ? input[at++] & 0xff : 0;
    }

    /** Takes all that is left. */
    public byte[] rest() {
        byte[] rest = Arrays.copyOfRange(input, at, input.length);
        at = input.length;
        return rest;
    }
}
