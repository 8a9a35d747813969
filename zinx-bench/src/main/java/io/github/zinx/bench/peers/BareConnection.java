package io.github.zinx.bench.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** One connection of {@link BarePeer}, and the loop of its thread. */
final class BareConnection implements Runnable {

    static final int FIRST_SIZE = 512;
    static final int USUAL_LARGEST = 64 * 1024;
    private static final int GROWTH = 4;

    private final Socket socket;
    private final Set<BareConnection> all;
    private final InputStream in;
    private final OutputStream out;

    /** Held while writing: a broadcast comes from another connection's thread. */
    private final ReentrantLock writing = new ReentrantLock();

    private byte[] buffer = new byte[FIRST_SIZE];
    private int size;

    BareConnection(Socket socket, Set<BareConnection> all) throws IOException {
        this.socket = socket;
        this.all = all;
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    @Override
    public void run() {
        all.add(this);
        try (socket) {
            for (int count = read(); count > 0; count = read()) {
                size += count;
                boolean full = size == buffer.length;
                int done = answer();
                size -= done;
                System.arraycopy(buffer, done, buffer, 0, size);
                if (full) {
                    grow();
                }
            }
        } catch (IOException e) {
            // the peer has gone, or sent no frame
        } finally {
            all.remove(this);
        }
    }

    private int read() throws IOException {
        return in.read(buffer, size, buffer.length - size);
    }

    /** After a read that filled the buffer: there is more where that came from. */
    private void grow() throws IOException {
        int next = size < Wire.HEADER ? 0 : Wire.HEADER + Wire.payloadLength(buffer, 0);
        int usual = Math.min(USUAL_LARGEST, buffer.length * GROWTH);
        buffer = Arrays.copyOf(buffer, Math.max(buffer.length, Math.max(next, usual)));
    }

    /** Answers all whole frames that are there, neighbouring ones with one write; returns how many bytes they have. */
    private int answer() throws IOException {
        int from = 0;
        int to = 0;
        while (size - to >= Wire.HEADER) {
            int end = to + Wire.HEADER + Wire.payloadLength(buffer, to);
            if (end > size) {
                break;
            }
            int id = Wire.intAt(buffer, to + Wire.ID_AT);
            if (id == Wire.BROADCAST) {
                write(buffer, from, to - from);
                broadcast(to, end - to);
                from = end;
            } else if (id == Wire.BURN && end - to >= Wire.HEADER + Integer.BYTES) {
                Burn.micros(Wire.intAt(buffer, to + Wire.HEADER));
            }
            to = end;
        }
        write(buffer, from, to - from);
        return to;
    }

    private void broadcast(int from, int length) {
        for (BareConnection member : all) {
            try {
                member.write(buffer, from, length);
            } catch (IOException e) {
                // that member has gone, and its own thread sees it
            }
        }
    }

    private void write(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return;
        }
        writing.lock();
        try {
            out.write(bytes, from, length);
        } finally {
            writing.unlock();
        }
    }
}
