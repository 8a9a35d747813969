package io.github.zinx.bench.generator;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/**
 * What a message says, so that its echo can be told from any other. A frame is
 *
 * <pre>
 * length 4 · id 4 │ burn 4 · author 4 · sequence 4 · check 4 · a window into a fixed random table, up to the end
 * </pre>
 *
 * all little-endian. The author is the number of the connection that sent it; check and window follow from author and
 * sequence, so a reply of another message or connection, and any changed byte, is seen. No state changes after
 * construction; nothing here allocates.
 */
final class Content {

    /** Bytes before the payload: its length and the id. */
    static final int HEAD = 8;
    /** The shortest payload that says all this. */
    static final int LEAST = 16;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int WINDOWS = 4096; // small enough for the table to stay in the nearest cache

    private final byte[] table;
    private final int payload;
    private final int seed;

    Content(int payload, long seed) {
        this.payload = payload;
        this.seed = Long.hashCode(seed * 0x9E3779B97F4A7C15L);
        this.table = new byte[WINDOWS + payload];
        new Random(seed).nextBytes(table);
    }

    /** The bytes of a whole frame. */
    int frame() {
        return HEAD + payload;
    }

    void write(byte[] to, int at, int id, int burn, int author, int sequence) {
        int check = check(burn, author, sequence);
        INT.set(to, at, payload);
        INT.set(to, at + 4, id);
        INT.set(to, at + 8, burn);
        INT.set(to, at + 12, author);
        INT.set(to, at + 16, sequence);
        INT.set(to, at + 20, check);
        System.arraycopy(table, check & (WINDOWS - 1), to, at + HEAD + LEAST, payload - LEAST);
    }

    static int length(byte[] from, int at) {
        return (int) INT.get(from, at);
    }

    static int id(byte[] from, int at) {
        return (int) INT.get(from, at + 4);
    }

    static int author(byte[] from, int at) {
        return (int) INT.get(from, at + 12);
    }

    static int sequence(byte[] from, int at) {
        return (int) INT.get(from, at + 16);
    }

    /** The first byte of the payload that is not what this burn and the author and sequence in it call for, or -1. */
    int wrong(byte[] from, int at, int burn) {
        if ((int) INT.get(from, at + 8) != burn) {
            return 0;
        }
        int check = (int) INT.get(from, at + 20);
        if (check != check(burn, author(from, at), sequence(from, at))) {
            return 4; // any of the three
        }
        int window = check & (WINDOWS - 1);
        int body = at + HEAD + LEAST;
        int rest = payload - LEAST;
        int wrong = Arrays.mismatch(from, body, body + rest, table, window, window + rest);
        return wrong < 0 ? -1 : LEAST + wrong;
    }

    private int check(int burn, int author, int sequence) {
        int mixed = seed ^ burn ^ author * 0x9E3779B9 ^ sequence * 0x85EBCA6B;
        mixed = (mixed ^ mixed >>> 16) * 0x7FEB352D;
        mixed = (mixed ^ mixed >>> 15) * 0x846CA68B;
        return mixed ^ mixed >>> 16;
    }
}
