package io.github.zinx.client.testkit;

import io.github.zinx.Connection;
import io.github.zinx.Message;
import io.github.zinx.server.Server;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The other side of a connection, being nothing but a socket: it writes exact bytes, expects exact bytes, and misbehaves
 * on purpose. It reads only what a test asks it to, so it <em>stops reading</em> by not being asked; one that has
 * {@linkplain #connect(int, Layout, int) a small receive buffer} makes that felt after some kilobytes.
 *
 * <p>Two kinds of methods: those that <em>do</em> something throw {@link IOException} as a socket does; those that
 * <em>expect</em> something throw {@link AssertionError}, with what was expected and what was found. Both wait for at
 * most ten seconds, or for what {@link #timeout} says; a write that takes longer closes the socket. After a failure the
 * stream stands where it stopped, and the peer is good for nothing but {@link #close}.
 *
 * <p>One thread may write while another reads; whatever goes beyond that needs a lock of the test's own.
 */
public final class RawPeer implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final HexFormat HEX = HexFormat.of();

    private final Socket socket;
    private final Layout layout;
    private final Incoming in;
    private final OutputStream out;
    private final Expecting expecting;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Duration timeout = TIMEOUT;

    private RawPeer(Socket socket, Layout layout) throws IOException {
        this.socket = socket;
        this.layout = Objects.requireNonNull(layout, "layout");
        socket.setTcpNoDelay(true);
        in = new Incoming(socket);
        expecting = new Expecting(in, layout);
        out = socket.getOutputStream();
    }

    // ---- connecting ----

    /**
     * Connects to a server that runs in this JVM, in its layout.
     *
     * @throws IllegalArgumentException if the server has a codec of its own instead of a built-in layout; connect to its
     *     port then, and speak bytes
     */
    public static RawPeer connect(Server server) throws IOException {
        return connect(addressOf(server), Layout.named(server.config().codec().name()), 0);
    }

    /** Where a server can be reached that runs in this JVM. */
    static InetSocketAddress addressOf(Server server) throws IOException {
        InetAddress host = InetAddress.getByName(server.config().host());
        return new InetSocketAddress(host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host, server.port());
    }

    /** Connects to a port of the loopback, in the default layout, {@code ltv-le}. */
    public static RawPeer connect(int port) throws IOException {
        return connect(port, Layout.LTV_LE);
    }

    /** Connects to a port of the loopback, in this layout. */
    public static RawPeer connect(int port, Layout layout) throws IOException {
        return connect(port, layout, 0);
    }

    /** Connects to a port of the loopback with a receive buffer of so many bytes, such as 4,096; 0 for the system's own. */
    public static RawPeer connect(int port, Layout layout, int receiveBuffer) throws IOException {
        return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), layout, receiveBuffer);
    }

    private static RawPeer connect(InetSocketAddress server, Layout layout, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(server, (int) TIMEOUT.toMillis());
            return new RawPeer(socket, layout);
        } catch (Throwable t) {
            socket.close();
            throw t;
        }
    }

    /** Speaks over a socket that is connected already, such as one that a test of a client has accepted, and owns it. */
    public static RawPeer over(Socket socket, Layout layout) throws IOException {
        return new RawPeer(socket, layout);
    }

    /** Sets how long each wait from here on may last; returns this. */
    public RawPeer timeout(Duration limit) {
        timeout = Objects.requireNonNull(limit, "limit");
        return this;
    }

    // ---- behaving ----

    /** Writes a message with this text in UTF-8. */
    public void send(int id, String text) throws IOException {
        write(layout.frame(id, text));
    }

    /** Writes a message with these bytes. */
    public void send(int id, byte[] data) throws IOException {
        write(layout.frame(id, data));
    }

    /**
     * Writes these bytes in one write, frames or not. Returns when the system has taken them.
     *
     * @throws SocketTimeoutException if it has not in time, because the other side does not read; the socket is closed
     */
    public void write(byte... bytes) throws IOException {
        CompletableFuture<Void> written = closedIfNotDoneInTime();
        try {
            out.write(bytes);
        } catch (IOException e) {
            if (written.isCompletedExceptionally()) {
                throw new SocketTimeoutException(Shown.bytes(bytes) + " could not be written within "
                        + Shown.time(timeout) + ": the other side does not read");
            }
            throw e;
        } finally {
            written.complete(null);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what follows from it is this very close
    private CompletableFuture<Void> closedIfNotDoneInTime() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        done.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).whenComplete((nothing, late) -> {
            if (late != null) {
                close();
            }
        });
        return done;
    }

    /** Writes bytes given in hex, blanks allowed, such as {@code "05 00 00 00"}; otherwise as {@link #write}. */
    public void writeHex(String hex) throws IOException {
        write(HEX.parseHex(hex.replace(" ", "")));
    }

    /**
     * Reads one message.
     *
     * @throws EOFException if the stream ends before or inside it
     * @throws SocketTimeoutException if it has not come in time
     */
    public Message receive() throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        try {
            return in.message(layout, frame, timeout);
        } catch (SocketTimeoutException e) {
            throw new SocketTimeoutException("no whole message came within " + Shown.time(timeout) + ", but "
                    + Shown.bytes(frame.toByteArray()));
        }
    }

    /** Writes a message and reads one. */
    public Message ask(int id, String text) throws IOException {
        send(id, text);
        return receive();
    }

    /**
     * Reads on to the end of the stream, which may be a reset, throws away what comes and returns how many bytes it was.
     * Goes on as long as more comes in time.
     *
     * @throws SocketTimeoutException if nothing comes for that long, not even the end
     */
    public long readToEnd() throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long count = 0;
        try {
            for (int n = in.some(buffer, timeout); n >= 0; n = in.some(buffer, timeout)) {
                count += n;
            }
        } catch (SocketTimeoutException e) {
            throw new SocketTimeoutException(
                    "after " + count + " bytes neither more nor the end came within " + Shown.time(timeout));
        } catch (SocketException e) {
            return count;
        }
        return count;
    }

    // ---- misbehaving ----

    /**
     * Writes the first half of a message's frame, never the whole: the header and half of the data, or half of the
     * header if there is no data. Returns the other half, for those who want to go on.
     */
    public byte[] sendHalf(int id, byte[] data) throws IOException {
        byte[] frame = layout.frame(id, data);
        int half = data.length == 0 ? Layout.HEADER / 2 : Layout.HEADER + data.length / 2;
        write(Arrays.copyOf(frame, half));
        return Arrays.copyOfRange(frame, half, frame.length);
    }

    /** Writes the first half of a message with this text in UTF-8; see {@link #sendHalf(int, byte[])}. */
    public byte[] sendHalf(int id, String text) throws IOException {
        return sendHalf(id, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes these bytes one at a time, so far apart, in the background; write nothing else until it is over. Returns at
     * once. The array is not copied.
     */
    public Writing drip(byte[] bytes, Duration every) {
        return Writing.start("a drip of " + bytes.length + " bytes", timeout, bytes.length, i -> {
            if (i > 0 && closed.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new EOFException("this peer was closed");
            }
            out.write(bytes[i]);
            return 1;
        });
    }

    /**
     * Writes so many messages with these bytes as fast as the other side takes them, in the background and without
     * reading; write nothing else until it is over. Returns at once. The other side may hold it back for as long as it
     * likes.
     */
    public Writing flood(int id, byte[] data, int count) {
        byte[] frame = layout.frame(id, data);
        return Writing.start("a flood of " + count + " messages", timeout, count, i -> {
            out.write(frame);
            return frame.length;
        });
    }

    /** Ends this side's stream (FIN), and goes on reading. */
    public void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends the connection with a reset (RST); closes the socket. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        close();
    }

    // ---- expecting ----

    /** Expects a message with this text in UTF-8, next; see {@link #expect(Message)}. */
    public void expect(int id, String text) {
        expect(Message.of(id, text));
    }

    /** Expects a message with these bytes, next; see {@link #expect(Message)}. */
    public void expect(int id, byte[] data) {
        expect(Message.of(id, data));
    }

    /**
     * Expects that the next message is equal to this one.
     *
     * @throws AssertionError if it is another one, or none comes in time; it shows both in hex
     */
    public void expect(Message message) {
        expecting.message(message, timeout);
    }

    /**
     * Expects just these bytes, next; what comes after them is left for later.
     *
     * @throws AssertionError if others come, or too few in time; it shows both in hex
     */
    public void expectBytes(byte... bytes) {
        expecting.bytes(bytes, timeout);
    }

    /** Expects bytes given in hex, blanks allowed, such as {@code "05 00 00 00"}; otherwise as {@link #expectBytes}. */
    public void expectHex(String hex) {
        expectBytes(HEX.parseHex(hex.replace(" ", "")));
    }

    /**
     * Expects an end in good order (FIN), with nothing in front of it.
     *
     * @throws AssertionError if a byte or a reset comes, or nothing in time
     */
    public void expectEnd() {
        expecting.oneOf(List.of(Expecting.END), timeout);
    }

    /**
     * Expects a reset (RST), with nothing in front of it.
     *
     * @throws AssertionError if a byte or an end in good order comes, or nothing in time
     */
    public void expectReset() {
        expecting.oneOf(List.of(Expecting.RESET), timeout);
    }

    /**
     * Expects that the other side has dropped this peer: an end in good order or a reset, whichever, with nothing in
     * front of it.
     *
     * @throws AssertionError if a byte comes, or nothing in time
     */
    public void expectDropped() {
        expecting.oneOf(List.of(Expecting.END, Expecting.RESET), timeout);
    }

    /**
     * Waits for so long and sees that nothing comes meanwhile, neither a byte nor an end.
     *
     * @throws AssertionError as soon as something does
     */
    public void expectNothing(Duration during) {
        expecting.nothing(during);
    }

    // ---- the connection ----

    /**
     * Waits until this server has run its start hook for this peer's connection, and returns it as the server has it.
     *
     * @throws AssertionError if the server has not come to it in time
     */
    public Connection connectionOn(Server server) throws InterruptedException {
        SocketAddress local = socket.getLocalSocketAddress();
        long end = System.nanoTime() + timeout.toNanos();
        AtomicReference<@Nullable Connection> found = new AtomicReference<>();
        do {
            server.connections().forEach(connection -> {
                if (connection.remoteAddress().equals(local)) {
                    found.set(connection);
                }
            });
            Connection connection = found.get();
            if (connection != null) {
                return connection;
            }
        } while (!closed.await(1, TimeUnit.MILLISECONDS) && System.nanoTime() < end);
        throw new AssertionError("expected the server to know a connection from " + local + " within "
                + Shown.time(timeout) + "; it has " + server.connections().count() + " connections");
    }

    /** Returns the socket, for what this class does not offer: addresses, options. It is read only through this class. */
    public Socket socket() {
        return socket;
    }

    /** Closes the socket, and ends what is written in the background. The other side sees a FIN, or a reset if it had
     * sent what was not read here. Closing again does nothing. */
    @Override
    public void close() {
        closed.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
