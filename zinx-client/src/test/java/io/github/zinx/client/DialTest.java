package io.github.zinx.client;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DialTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration LIVE = Duration.ofSeconds(10);

    private final List<AutoCloseable> toClose = new ArrayList<>();
    private InetAddress four;
    private InetAddress six;

    @BeforeEach
    void addresses() throws Exception {
        four = InetAddress.getByName("127.0.0.1");
        six = InetAddress.getByName("::1");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : toClose) {
            one.close();
        }
    }

    @Test
    void theNextAddressIsTriedWhenOneRefuses() throws Exception {
        int port = listen(four, 0, 50).getLocalPort();

        try (Socket socket = new Dial("twin", port, LIVE, name -> both(six, four)).connect()) {
            assertEquals(four, socket.getInetAddress());
        }
    }

    @Test
    void anAddressThatIsSilentLeavesTimeForTheNext() throws Exception {
        int port = listen(four, 0, 50).getLocalPort();
        listenWithoutRoom(six, port);

        try (Socket socket = new Dial("twin", port, Duration.ofSeconds(1), name -> both(six, four)).connect()) {
            assertEquals(four, socket.getInetAddress());
        }
    }

    @Test
    void theLimitHoldsForAllAddressesTogether() throws Exception {
        int port = listenWithoutRoom(four, 0);
        listenWithoutRoom(six, port);
        Dial dial = new Dial("twin", port, Duration.ofMillis(400), name -> both(six, four));

        IOException failure =
                assertTimeoutPreemptively(LIVE, () -> assertThrows(IOException.class, () -> dial.connect()));

        assertInstanceOf(SocketTimeoutException.class, failure.getCause());
    }

    @Test
    void theFailureNamesHostAndPortAndWhatBecameOfEachAddress() throws Exception {
        int port = unusedPort();
        Dial dial = new Dial("twin", port, LIVE, name -> both(six, four));

        IOException failure = assertThrows(IOException.class, () -> dial.connect());

        String message = String.valueOf(failure.getMessage());
        assertTrue(message.startsWith("cannot connect to twin port " + port + ": "), message);
        assertTrue(message.contains("0:0:0:0:0:0:0:1: Connection refused"), message);
        assertTrue(message.contains("127.0.0.1: Connection refused"), message);
        assertEquals(1, failure.getSuppressed().length);
    }

    @Test
    void anAddressIsNotRepeatedWhereItIsTheHost() throws Exception {
        int port = unusedPort();

        IOException failure = assertThrows(IOException.class, () -> new Dial("127.0.0.1", port, LIVE).connect());

        ConnectException refused = assertInstanceOf(ConnectException.class, failure.getCause());
        assertEquals("cannot connect to 127.0.0.1 port " + port + ": " + refused.getMessage(), failure.getMessage());
    }

    @Test
    void anUnknownNameIsSaidToBeUnknown() {
        Dial dial = new Dial("nowhere", 7777, LIVE, name -> {
            throw new UnknownHostException(name);
        });

        IOException failure = assertThrows(IOException.class, () -> dial.connect());

        assertEquals("cannot connect to nowhere port 7777: the host name is not known", failure.getMessage());
    }

    @Test
    void theLimitHoldsForTheLookUpOfTheName() {
        CountDownLatch never = new CountDownLatch(1);
        Dial dial = new Dial("slow", 7777, Duration.ofMillis(50), name -> stuck(never));

        IOException failure =
                assertTimeoutPreemptively(LIVE, () -> assertThrows(IOException.class, () -> dial.connect()));

        assertEquals(
                "cannot connect to slow port 7777: the host name was not found within 50 ms", failure.getMessage());
        never.countDown();
    }

    @Test
    void anAddressNeedsNoLookUp() throws Exception {
        int port = listen(six, 0, 50).getLocalPort();
        for (String literal : List.of("::1", "[::1]", "0:0:0:0:0:0:0:1")) {
            Dial dial = new Dial(literal, port, LIVE, name -> {
                throw new AssertionError("was looked up: " + name);
            });

            try (Socket socket = dial.connect()) {
                assertEquals(six, socket.getInetAddress());
            }
        }
    }

    @Test
    void anAbortEndsTheLookUp() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Dial dial = new Dial("slow", 7777, LONG, name -> {
            asked.countDown();
            return stuck(never);
        });
        CompletableFuture<Socket> dialled = inBackground(dial);
        asked.await();

        dial.abort();

        assertAborted(dialled);
        never.countDown();
    }

    @Test
    void anAbortEndsTheWaitForAnAnswer() throws Exception {
        Dial dial = new Dial("127.0.0.1", listenWithoutRoom(four, 0), LONG);
        AtomicReference<Thread> dialler = new AtomicReference<>();
        CompletableFuture<Socket> dialled = inBackground(dial, dialler);
        await().until(() -> dialler.get() != null && dialler.get().getState() == Thread.State.TIMED_WAITING);

        dial.abort();

        assertAborted(dialled);
    }

    @Test
    void afterAnAbortNothingIsTried() throws Exception {
        Dial dial = new Dial("127.0.0.1", listen(four, 0, 50).getLocalPort(), LIVE);
        dial.abort();

        assertAborted(inBackground(dial));
    }

    @Test
    void anInterruptEndsTheLookUpAndStaysSet() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Dial dial = new Dial("slow", 7777, LONG, name -> stuck(never));

        Thread.currentThread().interrupt();

        assertThrows(InterruptedIOException.class, () -> dial.connect());
        assertTrue(Thread.interrupted());
        never.countDown();
    }

    private static CompletableFuture<Socket> inBackground(Dial dial) {
        return inBackground(dial, new AtomicReference<>());
    }

    private static CompletableFuture<Socket> inBackground(Dial dial, AtomicReference<Thread> dialler) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return dial.connect();
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                task -> dialler.set(Thread.ofVirtual().start(task)));
    }

    private static void assertAborted(CompletableFuture<Socket> dialled) {
        Throwable failure = dialled.handle((socket, thrown) -> thrown)
                .orTimeout(LIVE.toSeconds(), TimeUnit.SECONDS)
                .join();

        assertInstanceOf(CompletionException.class, failure);
        String message = String.valueOf(failure.getCause().getMessage());
        assertTrue(message.endsWith("the client was closed meanwhile"), message);
    }

    private static InetAddress[] both(InetAddress first, InetAddress second) {
        return new InetAddress[] {first, second};
    }

    private static InetAddress[] stuck(CountDownLatch until) throws UnknownHostException {
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new UnknownHostException();
    }

    private ServerSocket listen(InetAddress address, int port, int backlog) throws IOException {
        ServerSocket listener = new ServerSocket(port, backlog, address);
        toClose.add(listener);
        return listener;
    }

    /** A listener whose backlog is full: whoever connects gets no answer at all. */
    private int listenWithoutRoom(InetAddress address, int port) throws IOException {
        ServerSocket listener = listen(address, port, 1);
        for (int i = 0; i < 20; i++) {
            Socket filler = new Socket();
            toClose.add(filler);
            try {
                filler.connect(new InetSocketAddress(address, listener.getLocalPort()), 200);
            } catch (SocketTimeoutException e) {
                return listener.getLocalPort();
            }
        }
        throw new AssertionError("the backlog does not fill");
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket listener = new ServerSocket(0)) {
            return listener.getLocalPort();
        }
    }
}
