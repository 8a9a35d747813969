package io.github.zinx.tests.fuzz;

import io.github.zinx.client.testkit.Layout;
import java.util.Arrays;

/** What a fuzzer's bytes mean: the first of them choose how the test is set up, and the rest is the peer's stream. */
public final class Choices {

    private static final int MOST = 400;

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

    /**
     * Takes what is left as the stream: some choice of a large frame, which a fuzzer need not find byte by byte, and then
     * these bytes, of a large number only the first.
     */
    public byte[] stream(Layout layout) {
        int large = switch (next()) {
            case 'l' -> 600;
            case 'm' -> 3000;
            case 'n' -> 9000;
            default -> 0;
        };
        byte[] first = large == 0 ? new byte[0] : layout.frame(5, new byte[large]);
        byte[] stream = Arrays.copyOf(first, first.length + Math.min(MOST, input.length - at));
        System.arraycopy(input, at, stream, first.length, stream.length - first.length);
        return stream;
    }
}
