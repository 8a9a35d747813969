package io.github.zinx.bench.generator;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The one thread's loop: connects, writes what is released, reads, and has every reply checked. Nothing on the way of a
 * message allocates. A session that faults is closed and stays closed.
 */
final class Engine implements Closeable {

    private static final long MILLI = 1_000_000;
    private static final long NAP = 20_000; // where the next time is nearer than a selector can wait
    private static final long URGENT = 100_000;
    private static final int CHUNK = 1 << 16;

    final Options options;
    final Content content;
    final Faults faults = new Faults();
    private final long timeout;
    private final InetSocketAddress address;
    private final Selector selector;
    private final Consumer<SelectionKey> ready = this::ready;
    private final List<Session> sessions = new ArrayList<>();
    private final List<Session> urgent = new ArrayList<>(); // looked at between two others, now and then
    private final Replies replies;
    private final byte[] in;
    private final ByteBuffer input;
    private final byte[] out;
    private final ByteBuffer output;
    private long looked; // at the urgent ones
    private long swept;

    Engine(Options options) throws IOException {
        this.options = options;
        this.content = new Content(options.payload(), options.seed());
        this.timeout = options.timeout().toNanos();
        this.address = new InetSocketAddress(options.host(), options.port());
        this.selector = Selector.open();
        this.in = new byte[Math.max(4 * CHUNK, 4 * content.frame())];
        this.input = ByteBuffer.wrap(in);
        this.out = new byte[Math.max(CHUNK, content.frame())];
        this.output = ByteBuffer.wrap(out);
        this.replies = new Replies(this, in);
    }

    /** Sessions that are open or on their way to it. */
    List<Session> sessions() {
        return sessions;
    }

    long timeout() {
        return timeout;
    }

    /** Runs a phase to its end, on this thread. */
    void run(Phase phase) throws IOException {
        long between = Math.min(timeout / 4, 100 * MILLI);
        while (true) {
            long now = System.nanoTime();
            if (now - swept > between) {
                swept = now;
                Silence.sweep(this, now);
            }
            long next = phase.next(now);
            if (next == Phase.OVER) {
                return;
            }
            long left = Math.min(next - now, between);
            if (left >= MILLI) {
                selector.select(ready, left / MILLI);
            } else if (selector.selectNow(ready) == 0 && left > 0) {
                LockSupport.parkNanos(Math.min(left, NAP));
            }
        }
    }

    /** Has {@link #run} call its phase soon. May be called on any thread. */
    void wakeup() {
        selector.wakeup();
    }

    /**
     * Begins to connect, which was due at that time; the load hears of success or failure, maybe before this returns.
     */
    void open(int number, Load load, int id, long due) {
        SocketChannel channel;
        try {
            channel = SocketChannel.open();
        } catch (IOException e) {
            faults.add(Fault.CONNECT, () -> "connection " + number + ": " + e.getMessage());
            throw new IllegalStateException("no socket can be had: " + e.getMessage(), e);
        }
        Session session = new Session(number, channel, load, id, due);
        session.place = sessions.size();
        sessions.add(session);
        load.begun(session);
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            boolean connected = channel.connect(address);
            session.key = channel.register(selector, connected ? 0 : SelectionKey.OP_CONNECT, session);
            if (connected) {
                connected(session);
            }
        } catch (IOException e) {
            fail(session, Fault.CONNECT, String.valueOf(e.getMessage()));
        }
    }

    /** Has the engine look at this session between two others that are ready, too. */
    void hurry(Session session) {
        session.urgent = true;
        urgent.add(session);
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof Session session) {
            serve(session);
            if (!urgent.isEmpty()) {
                lookAtUrgent();
            }
        }
    }

    /** A crowd of sessions that are ready would hide how soon the answer to an urgent one came. */
    private void lookAtUrgent() {
        long now = System.nanoTime();
        if (now - looked > URGENT) {
            looked = now;
            for (int i = urgent.size() - 1; i >= 0; i--) {
                if (i < urgent.size()) {
                    serve(urgent.get(i));
                }
            }
        }
    }

    private void serve(Session session) {
        if (!session.open) {
            return;
        }
        try {
            if (session.connecting) {
                if (!session.channel.finishConnect()) {
                    return;
                }
                connected(session);
            } else {
                if (session.sent != session.released()) {
                    flush(session);
                }
                read(session);
            }
        } catch (IOException e) {
            fail(session, session.connecting ? Fault.CONNECT : Fault.CLOSED, String.valueOf(e.getMessage()));
        }
    }

    private void connected(Session session) {
        session.connecting = false;
        watch(session, SelectionKey.OP_READ);
        session.load().opened(session, System.nanoTime());
        flush(session);
    }

    private void read(Session session) throws IOException {
        if (!session.open) {
            return;
        }
        int held = session.restore(in);
        input.limit(in.length).position(held);
        int read = session.channel.read(input);
        long now = System.nanoTime();
        if (read < 0) {
            fail(session, Fault.CLOSED, held > 0 ? "closed inside a frame" : "closed");
            return;
        }
        if (read > 0) {
            replies.take(session, held + read, now);
            flush(session);
            flush(session.source());
        }
    }

    /** Sends what is released, as much as the socket takes now; the rest follows by itself. */
    void flush(Session session) {
        while (session.open && !session.connecting && session.sent != session.released()) {
            int frame = content.frame();
            int length = 0;
            for (int number = session.sent; number != session.released() && length + frame <= out.length; number++) {
                content.write(out, length, session.id(), session.burn(), session.number, number);
                length += frame;
            }
            output.limit(length).position(session.written);
            try {
                session.channel.write(output);
            } catch (IOException e) {
                fail(session, Fault.CLOSED, String.valueOf(e.getMessage()));
                return;
            }
            session.sent += output.position() / frame;
            session.written = output.position() % frame;
            if (output.hasRemaining()) {
                watch(session, SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                return;
            }
        }
        if (session.open && !session.connecting) {
            watch(session, SelectionKey.OP_READ);
        }
    }

    private static void watch(Session session, int operations) {
        SelectionKey key = session.key;
        if (key != null && key.isValid() && key.interestOps() != operations) {
            key.interestOps(operations);
        }
    }

    /** Counts a fault that ends the session, and ends it. */
    void fail(Session session, Fault fault, String text) {
        if (session.open) {
            int outstanding = session.outstanding();
            faults.add(
                    fault,
                    () -> "connection " + session.number + ": " + text
                            + (outstanding > 0 ? ", while " + outstanding + " replies were awaited" : ""));
            close(session);
            session.load().ended(session, System.nanoTime());
        }
    }

    /** Closes the session for good. */
    void close(Session session) {
        if (!session.open) {
            return;
        }
        faults.add(Fault.MISSING, session.arrivals.missing());
        session.over();
        Session last = sessions.removeLast();
        if (last != session) {
            sessions.set(session.place, last);
            last.place = session.place;
        }
        if (session.urgent) {
            urgent.remove(session);
        }
        try {
            session.channel.close();
        } catch (IOException e) {
            System.err.println("connection " + session.number + ": " + e.getMessage());
        }
    }

    /** Closes it so that its peer sees a reset, as when a client is gone. */
    void cut(Session session) throws IOException {
        if (session.open) {
            session.channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            close(session);
        }
    }

    @Override
    public void close() throws IOException {
        while (!sessions.isEmpty()) {
            close(sessions.getLast());
        }
        selector.close();
    }
}
