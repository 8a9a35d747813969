package io.github.zinx.bench.peers;

import io.github.zinx.Message;
import io.github.zinx.bench.peers.LiteralPeer.Request;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** One connection of {@link LiteralPeer}: this runs its reader, which starts and ends its writer. */
final class LiteralConnection implements Runnable {

    private static final int TO_SEND = 1024;

    /** How long a sender waits between two looks at whether the connection is still there. */
    private static final long LOOK_MILLIS = 100;

    private final int id;
    private final Socket socket;
    private final Map<Integer, LiteralConnection> all;
    private final BlockingQueue<Request> worker;
    private final BlockingQueue<byte[]> outgoing = new ArrayBlockingQueue<>(TO_SEND);
    private final InputStream in;
    private final OutputStream out;
    private volatile boolean closed;

    LiteralConnection(int id, Socket socket, Map<Integer, LiteralConnection> all, BlockingQueue<Request> worker)
            throws IOException {
        this.id = id;
        this.socket = socket;
        this.all = all;
        this.worker = worker;
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    @Override
    public void run() {
        all.put(id, this);
        Thread writer = Thread.startVirtualThread(this::write);
        try (socket) {
            while (true) {
                worker.put(read());
            }
        } catch (IOException e) {
            // the peer has gone, or sent no frame
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
            all.remove(id);
            writer.interrupt();
        }
    }

    /** Queues a frame for the writer; waits for room for as long as the connection lives. */
    void send(byte[] frame) throws InterruptedException {
        boolean queued = false;
        while (!queued && !closed) {
            queued = outgoing.offer(frame, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private Request read() throws IOException {
        byte[] header = bytes(Wire.HEADER);
        byte[] data = bytes(Wire.payloadLength(header, 0));
        return new Request(this, Message.of(Wire.intAt(header, Wire.ID_AT), data));
    }

    private byte[] bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return bytes;
    }

    private void write() {
        try {
            while (true) {
                out.write(outgoing.take());
            }
        } catch (IOException e) {
            closed = true; // the reader sees it too
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
