package io.github.zinx.bench.generator;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the generator. Messages are numbered from 0; those below {@code released} may be sent, those below
 * {@code sent} are. A frame that is half sent is made again when there is room for the rest, so nothing is kept of it.
 */
final class Session {

    private static final byte[] NONE = {};

    final int number;
    final SocketChannel channel;
    final long started;
    final Arrivals arrivals = new Arrivals();

    private Load load;
    private Session source = this;
    private int id;
    private int burn;

    @Nullable
    SelectionKey key;

    boolean open = true;
    boolean connecting = true;
    boolean urgent;
    int place; // among the engine's sessions
    long probed; // when a probe went out, 0 if none did since the last reply

    int sent;
    int written; // bytes of message number `sent`
    private int released;
    private long[] due = new long[2]; // by number, modulo its length: a power of two

    private byte[] part = NONE; // of a frame, the rest of which has not come
    private int held;

    Session(int number, SocketChannel channel, Load load, int id, long started) {
        this.number = number;
        this.channel = channel;
        this.load = load;
        this.id = id;
        this.started = started;
    }

    Load load() {
        return load;
    }

    /** The session whose messages come here: itself but in a broadcast. */
    Session source() {
        return source;
    }

    int id() {
        return id;
    }

    int burn() {
        return burn;
    }

    /** Changes what is sent and awaited from here on; nothing may be on its way. */
    void becomes(Load load, int id, int burn) {
        this.load = load;
        this.id = id;
        this.burn = burn;
    }

    /** From here on awaits what that session will send, and nothing else. */
    void listenTo(Session sender) {
        source = sender;
        arrivals.expect(sender.released);
    }

    /** Lets one more message go, which counts as due at that time. */
    void release(long when) {
        if (!open) {
            return;
        }
        if (released - arrivals.expected() >= due.length) {
            remember(due.length * 2);
        }
        due[released & (due.length - 1)] = when;
        released++;
    }

    /** Makes sure that the due times of at least the last so many messages are kept. */
    void remember(int messages) {
        int length = Integer.highestOneBit(Math.max(1, messages - 1)) * 2;
        if (length > due.length) {
            long[] longer = new long[length];
            for (int i = arrivals.expected(); i < released; i++) {
                longer[i & (length - 1)] = due(i);
            }
            due = longer;
        }
    }

    int released() {
        return released;
    }

    long due(int sequence) {
        return due[sequence & (due.length - 1)];
    }

    /** How many replies are awaited here. */
    int outstanding() {
        return source.released - arrivals.expected();
    }

    /** Copies what is held of an unfinished frame to the beginning of that array, and says how much it is. */
    int restore(byte[] to) {
        System.arraycopy(part, 0, to, 0, held);
        return held;
    }

    /** Holds those bytes until more come. */
    void hold(byte[] from, int at, int length) {
        if (part.length < length) {
            part = new byte[Math.max(length, Math.min(2 * part.length, 1 << 16))];
        }
        System.arraycopy(from, at, part, 0, length);
        held = length;
    }

    /** Forgets its buffers: nothing more will come. */
    void over() {
        open = false;
        part = NONE;
        held = 0;
        due = Arrays.copyOf(due, 2);
    }
}
