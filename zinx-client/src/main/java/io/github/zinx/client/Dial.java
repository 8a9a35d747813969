package io.github.zinx.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to reach a server: looks its name up and tries every address there is, in turn, until one answers. The time
 * limit is over all of that, and each address has an even share of what is left, so that one that is silent does not use
 * up the time of the next. Anybody may abort it.
 */
final class Dial {

    /** What is an address and no name: the look-up of these asks nobody, and so cannot take long. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

    /** Asks for the addresses of a name, for as long as that takes. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] addressesOf(String name) throws UnknownHostException;
    }

    private final String host;
    private final int port;
    private final Duration timeout;
    private final Lookup lookup;
    private final CompletableFuture<InetAddress[]> addresses = new CompletableFuture<>();
    private final AtomicReference<@Nullable Socket> current = new AtomicReference<>();
    private volatile boolean aborted;

    Dial(String host, int port, Duration timeout) {
        this(host, port, timeout, InetAddress::getAllByName);
    }

    Dial(String host, int port, Duration timeout, Lookup lookup) {
        this.host = host;
        this.port = port;
        this.timeout = timeout;
        this.lookup = lookup;
    }

    /**
     * Returns a connected socket, which is the caller's from then on.
     *
     * @throws IOException naming host and port, and for each address what became of it
     */
    Socket connect() throws IOException {
        long end = System.nanoTime() + timeout.toNanos();
        InetAddress[] candidates = resolve(end);
        List<IOException> failures = new ArrayList<>();
        for (int i = 0; i < candidates.length && !aborted; i++) {
            long share = (end - System.nanoTime()) / (candidates.length - i);
            try {
                return connect(candidates[i], share);
            } catch (IOException e) {
                failures.add(e);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted();
            }
        }
        throw failed(candidates, failures);
    }

    /**
     * Makes {@link #connect} throw, whatever it waits for. A socket that it has returned is closed, so that it is not to
     * be called any more once that has been handed on.
     */
    void abort() {
        aborted = true;
        addresses.cancel(false);
        close(current.get());
    }

    /** Has the name looked up by a thread of its own, since a look-up can neither be ended nor given a time limit. */
    private InetAddress[] resolve(long end) throws IOException {
        try {
            if (LITERAL.matcher(host).matches()) {
                return InetAddress.getAllByName(host);
            }
            Thread.ofPlatform().name("zinx-resolver").daemon().start(this::resolve);
            return addresses.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (UnknownHostException | ExecutionException e) {
            throw failed("the host name is not known", e);
        } catch (TimeoutException e) {
            throw failed("the host name was not found within " + timeout.toMillis() + " ms", e);
        } catch (CancellationException e) {
            throw aborted();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        }
    }

    private void resolve() {
        try {
            addresses.complete(lookup.addressesOf(host));
        } catch (Throwable t) {
            addresses.completeExceptionally(t);
        }
    }

    private Socket connect(InetAddress address, long nanos) throws IOException {
        if (nanos <= 0) {
            throw new SocketTimeoutException("no time was left to try it");
        }
        Socket socket = new Socket();
        current.set(socket);
        try {
            if (aborted) {
                throw aborted(); // either this sees that, or the abort sees the socket
            }
            socket.connect(new InetSocketAddress(address, port), millis(nanos));
            if (socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress())) {
                // On the loopback the port given to this side may be the very one that nobody listens on.
                throw new ConnectException("Connection refused (the socket met itself)");
            }
            if (aborted) {
                throw aborted();
            }
            return socket;
        } catch (Throwable t) {
            close(socket);
            throw t;
        }
    }

    /** At least one: a socket takes zero for "no limit". */
    private static int millis(long nanos) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    }

    private static void close(@Nullable Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // The descriptor is gone either way.
            }
        }
    }

    private IOException failed(InetAddress[] tried, List<IOException> failures) {
        if (aborted) {
            return aborted();
        }
        List<String> each = new ArrayList<>();
        for (int i = 0; i < tried.length; i++) {
            String address = tried[i].getHostAddress();
            String why = failures.get(i).getMessage() != null
                    ? failures.get(i).getMessage()
                    : failures.get(i).toString();
            each.add(address.equals(host) ? why : address + ": " + why);
        }
        IOException failure = failed(String.join("; ", each), failures.getFirst());
        failures.stream().skip(1).forEach(failure::addSuppressed);
        return failure;
    }

    private IOException failed(String why, @Nullable Throwable cause) {
        return new IOException("cannot connect to " + host + " port " + port + ": " + why, cause);
    }

    private IOException aborted() {
        return failed("the client was closed meanwhile", null);
    }

    private InterruptedIOException interrupted() {
        return new InterruptedIOException("interrupted while connecting to " + host + " port " + port);
    }
}
