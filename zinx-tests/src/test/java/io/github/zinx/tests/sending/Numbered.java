package io.github.zinx.tests.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;

/** Payloads that say who sent them and as which, and in which every further byte follows from that. */
final class Numbered {

    static final int LEAST = 8;

    private Numbered() {}

    static byte[] payload(int sender, int number, int length) {
        byte[] payload = new byte[length];
        write(payload, sender, number);
        return payload;
    }

    static void write(byte[] payload, int sender, int number) {
        ByteBuffer.wrap(payload).putInt(sender).putInt(number);
        for (int i = LEAST; i < payload.length; i++) {
            payload[i] = filler(sender, number, i);
        }
    }

    static int sender(byte[] payload) {
        return ByteBuffer.wrap(payload).getInt();
    }

    static int number(byte[] payload) {
        return ByteBuffer.wrap(payload).getInt(4);
    }

    /** Fails if this is not, to the last byte, what {@link #payload} makes of these. */
    static void check(byte[] payload, int sender, int number) {
        assertEquals(sender, sender(payload), "sender");
        assertEquals(number, number(payload), () -> "number of a message of sender " + sender);
        for (int i = LEAST; i < payload.length; i++) {
            if (payload[i] != filler(sender, number, i)) {
                throw new AssertionError("byte " + i + " of message " + number + " of sender " + sender + " is wrong");
            }
        }
    }

    private static byte filler(int sender, int number, int at) {
        return (byte) (sender * 31 + number * 7 + at);
    }
}
