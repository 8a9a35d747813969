package io.github.zinx.bench.generator;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Echoes frames, sends those with id 2 to all, and does something wrong to one message in so many of a connection. */
final class FaultyServer implements AutoCloseable {

    private static final int BROADCAST = 2;

    private final Wrong wrong;
    private final int every;
    private final Duration stall;
    private final AtomicInteger left;
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final ServerSocket acceptor;
    private final List<Member> members = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Does it to every so many-th message of a connection, and not more often than that in all. */
    FaultyServer(Wrong wrong, int every, int atMost, Duration stall) throws IOException {
        this.wrong = wrong;
        this.every = every;
        this.stall = stall;
        this.left = new AtomicInteger(atMost);
        this.acceptor = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    static FaultyServer correct() throws IOException {
        return new FaultyServer(Wrong.NOTHING, 1, 0, Duration.ZERO);
    }

    int port() {
        return acceptor.getLocalPort();
    }

    /** How often it did something wrong. */
    int done() {
        return done.get();
    }

    /** How many messages have come, of all connections. */
    int messages() {
        return messages.get();
    }

    private void accept() {
        try {
            while (true) {
                Member member = new Member(acceptor.accept());
                members.add(member);
                Thread.ofVirtual().start(member::serve);
            }
        } catch (IOException e) {
            // closed
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        acceptor.close();
        for (Member member : members) {
            member.socket.close();
        }
    }

    private final class Member {

        private final Socket socket;
        private int count;
        private boolean hushed;
        private byte[] last = {};
        private byte[] swapped = {};

        Member(Socket socket) {
            this.socket = socket;
        }

        void serve() {
            try (socket) {
                socket.setTcpNoDelay(true);
                DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
                byte[] head = new byte[8];
                while (true) {
                    in.readFully(head);
                    ByteBuffer numbers = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
                    byte[] frame = Arrays.copyOf(head, 8 + numbers.getInt());
                    in.readFully(frame, 8, frame.length - 8);
                    answer(frame);
                }
            } catch (IOException e) {
                members.remove(this);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void answer(byte[] frame) throws IOException, InterruptedException {
            count++;
            messages.incrementAndGet();
            boolean now = count > 1 && count % every == 0 && !foreignIsLacking() && left.getAndDecrement() > 0;
            if (now) {
                done.incrementAndGet();
                misbehave(frame);
            } else if (!hushed && frame[4] == BROADCAST) {
                for (Member member : members) {
                    member.write(frame);
                }
            } else if (!hushed) {
                write(frame);
            }
            last = frame;
            if (!now && swapped.length > 0) {
                write(swapped);
                swapped = new byte[0];
            }
        }

        private boolean foreignIsLacking() {
            return wrong == Wrong.FOREIGN && foreign().length == 0;
        }

        private byte[] foreign() {
            for (Member member : members) {
                if (member != this && member.last.length > 0) {
                    return member.last;
                }
            }
            return new byte[0];
        }

        private void misbehave(byte[] bytes) throws IOException, InterruptedException {
            switch (wrong) {
                case NOTHING -> write(bytes);
                case DROP -> dropForOne(bytes);
                case DOUBLE -> {
                    write(bytes);
                    write(bytes);
                }
                case SWAP -> swapped = bytes;
                case CORRUPT -> {
                    byte[] copy = bytes.clone();
                    copy[8 + count / every % (bytes.length - 8)] ^= 0x10; // another byte each time
                    write(copy);
                }
                case FOREIGN -> write(foreign());
                case SHORTEN -> {
                    ByteBuffer shorter = ByteBuffer.allocate(bytes.length - 1).order(ByteOrder.LITTLE_ENDIAN);
                    write(shorter.put(bytes, 0, bytes.length - 1)
                            .putInt(0, bytes.length - 9)
                            .array());
                }
                case OTHER_ID ->
                    write(ByteBuffer.wrap(bytes.clone()).put(5, (byte) 1).array());
                case NONSENSE ->
                    write(ByteBuffer.wrap(bytes.clone()).put(3, (byte) 0xFF).array());
                case TRUNCATE -> {
                    OutputStream out = socket.getOutputStream();
                    out.write(bytes, 0, bytes.length / 2);
                    socket.shutdownOutput();
                }
                case CLOSE -> socket.shutdownOutput();
                case HUSH -> hushed = true;
                case STALL -> {
                    boolean over = closed.await(stall.toMillis(), TimeUnit.MILLISECONDS);
                    if (!over) {
                        write(bytes);
                    }
                }
            }
        }

        /** A broadcast goes to all but the last that came. */
        private void dropForOne(byte[] bytes) throws IOException {
            if (bytes[4] == BROADCAST) {
                for (Member member : members.subList(0, members.size() - 1)) {
                    member.write(bytes);
                }
            }
        }

        private void write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }
    }
}
