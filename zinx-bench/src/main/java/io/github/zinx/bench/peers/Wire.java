package io.github.zinx.bench.peers;

import io.github.zinx.Message;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What every peer understands: frames of a little-endian payload length, a little-endian id and the payload, with three
 * ids. For the peers that take frames apart by hand.
 */
final class Wire {

    /** Comes back to its sender as it is. */
    static final int ECHO = 1;

    /** Goes as it is to every connection, its sender's included. */
    static final int BROADCAST = 2;

    /** Comes back once so much CPU has been used as the payload's first four bytes say, in microseconds. */
    static final int BURN = 3;

    static final int HEADER = 8;
    static final int ID_AT = 4;
    static final int MAX_PAYLOAD = 1 << 20;

    /** All peers take this many connections, and let as many wait to be accepted. */
    static final int MAX_CONNECTIONS = 20_000;

    static final int BACKLOG = 1024;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Wire() {}

    static int intAt(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    /** Returns the payload length of the frame whose header begins there. */
    static int payloadLength(byte[] bytes, int at) throws IOException {
        int length = intAt(bytes, at);
        if (length < 0 || length > MAX_PAYLOAD) {
            throw new IOException("a frame announces " + Integer.toUnsignedString(length) + " bytes");
        }
        return length;
    }

    static byte[] frame(Message message) {
        byte[] payload = message.data();
        byte[] frame = new byte[HEADER + payload.length];
        INT.set(frame, 0, payload.length);
        INT.set(frame, ID_AT, message.id());
        System.arraycopy(payload, 0, frame, HEADER, payload.length);
        return frame;
    }

    /** Returns the microseconds in these first bytes of a payload, 0 if it has too few. */
    static int burnMicros(byte[] payload) {
        return payload.length < Integer.BYTES ? 0 : intAt(payload, 0);
    }
}
