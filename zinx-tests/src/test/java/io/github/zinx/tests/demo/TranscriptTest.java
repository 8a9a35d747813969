package io.github.zinx.tests.demo;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Message;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.demo.PingServer;
import io.github.zinx.server.ServerConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The server's console against the lines of V0.9, in their order. */
class TranscriptTest {

    private static final String TEXT = "Zinx V0.8 Client0 Test Message";

    private static final List<String> HELLO = List.of(
            "connection add to ConnManager successfully: conn num = 1",
            "---> CallOnConnStart....",
            "DoConnecionBegin is Called ... ",
            "[Writer Goroutine is running]",
            "[Reader Goroutine is running]");

    private final Console console = new Console();

    @Test
    void aSessionLooksLikeTheChapters() throws Exception {
        try (PingServer server = new PingServer(config(), console.stream()).start()) {
            String address;
            try (RawPeer peer = RawPeer.connect(server.port())) {
                address = "127.0.0.1:" + peer.socket().getLocalPort();
                assertEquals(Message.of(2, "DoConnection BEGIN..."), peer.receive());
                for (int i = 0; i < 5; i++) {
                    assertEquals(Message.of(0, "ping...ping...ping"), peer.ask(0, TEXT));
                }
                console.await(15 + HELLO.size() + 15);
                peer.reset();
            }

            List<String> lines = console.await("[conn Writer exit!]");

            List<String> expected = new ArrayList<>(opening(server.port()));
            expected.addAll(HELLO);
            for (int i = 0; i < 5; i++) {
                expected.add("Add ConnID= 0 request msgID= 0 to workerID= 0");
                expected.add("Call PingRouter Handle");
                expected.add("recv from client : msgId= 0 , data= " + TEXT);
            }
            expected.add("read msg head error Connection reset");
            expected.addAll(goodbye(0, address));
            assertEquals(expected, lines);
        }
    }

    @Test
    void everyOneOfManyConnectionsKeepsTheOrderOfItsLines() throws Exception {
        try (PingServer server = new PingServer(config(), console.stream()).start()) {
            console.await(15);
            for (int id = 0; id < 300; id++) {
                console.clear();
                String address;
                try (RawPeer peer = RawPeer.connect(server.port())) {
                    address = "127.0.0.1:" + peer.socket().getLocalPort();
                    // At once, so that the end is seen while the handlers have not begun.
                    peer.send(0, "a");
                    peer.send(1, "b");
                    peer.halfClose();
                    peer.readToEnd();
                }

                List<String> expected = new ArrayList<>(HELLO);
                String worker = " to workerID= " + id % 10;
                expected.add("Add ConnID= " + id + " request msgID= 0" + worker);
                expected.add("Call PingRouter Handle");
                expected.add("recv from client : msgId= 0 , data= a");
                expected.add("Add ConnID= " + id + " request msgID= 1" + worker);
                expected.add("Call HelloZinxRouter Handle");
                expected.add("recv from client : msgId= 1 , data= b");
                expected.add("read msg head error EOF");
                expected.addAll(goodbye(id, address));
                assertEquals(expected, console.await(expected.size()));
            }
        }
    }

    @Test
    void anIdWithoutHandlerIsSaidToBeUnknownAndTheConnectionGoesOn() throws Exception {
        try (PingServer server = new PingServer(config(), console.stream()).start();
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.receive();
            peer.send(7, "x");
            peer.send(-1, "x");
            assertEquals(Message.of(1, "Hello Zinx Router V0.8"), peer.ask(1, "hi"));

            List<String> lines = console.await("data= hi");

            assertEquals(
                    List.of(
                            "Add ConnID= 0 request msgID= 7 to workerID= 0",
                            "api msgId = 7 is not FOUND!",
                            "Add ConnID= 0 request msgID= 4294967295 to workerID= 0",
                            "api msgId = 4294967295 is not FOUND!",
                            "Add ConnID= 0 request msgID= 1 to workerID= 0",
                            "Call HelloZinxRouter Handle",
                            "recv from client : msgId= 1 , data= hi"),
                    lines.subList(15 + HELLO.size(), lines.size()));
        }
    }

    @Test
    void aStopIsShownWithAllConnectionsGone() throws Exception {
        PingServer server = new PingServer(config(), console.stream()).start();
        try (RawPeer first = RawPeer.connect(server.port());
                RawPeer second = RawPeer.connect(server.port())) {
            first.receive();
            second.receive();
            console.await(15 + 2 * HELLO.size());
            console.clear();
            Thread stopping = Thread.ofVirtual().start(server::close);
            first.readToEnd();
            first.close();
            second.readToEnd();
            second.close();
            assertTrue(stopping.join(Duration.ofSeconds(10)));
        }

        List<String> lines = console.lines();

        assertEquals("[STOP] Zinx server , name zinx v-0.8 demoApp", lines.getFirst());
        assertEquals("Clear All Connections successfully: conn num = 0", lines.getLast());
        assertEquals(
                2,
                lines.stream()
                        .filter(line -> line.startsWith("connection Remove ConnID= "))
                        .count());
        assertEquals(
                2,
                lines.stream()
                        .filter(line -> line.endsWith("[conn Writer exit!]"))
                        .count());
        assertEquals(0, lines.stream().filter(line -> line.contains("error")).count());
    }

    @Test
    void aStopWithoutConnectionsIsShownToo() throws Exception {
        PingServer server = new PingServer(config(), console.stream()).start();
        console.await(15);
        console.clear();

        server.close();
        server.close();

        assertEquals(
                List.of(
                        "[STOP] Zinx server , name zinx v-0.8 demoApp",
                        "Clear All Connections successfully: conn num = 0"),
                console.lines());
    }

    @Test
    void aTooLongFrameIsAnUnpackError() throws Exception {
        try (PingServer server = new PingServer(config(), console.stream()).start();
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.receive();
            peer.write((byte) 1, (byte) 0x10, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0);

            List<String> lines = console.await("Conn Stop()...ConnID = 0");

            String error = lines.get(15 + HELLO.size());
            assertTrue(error.startsWith("unpack error ") && error.contains("4097"), error);
        }
    }

    @Test
    void aClientCannotWriteOnTheConsoleWhatItLikes() throws Exception {
        try (PingServer server = new PingServer(config(), console.stream()).start();
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.receive();
            peer.ask(0, "a\n[STOP]\u001b[2J\r\u0085b");

            List<String> lines = console.await("b");

            assertEquals("recv from client : msgId= 0 , data= a?[STOP]?[2J??b", lines.getLast());
        }
    }

    @Test
    void aConsoleThatTakesNothingStopsNobody() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Duration grace = Duration.ofMillis(500);
        PrintStream stuck = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        });
        PingServer server = new PingServer(config().toBuilder().stopGrace(grace).build(), stuck).start();
        try (RawPeer peer = RawPeer.connect(server.port())) {
            peer.receive();
            for (int i = 0; i < 20_000; i++) {
                assertEquals(Message.of(0, "ping...ping...ping"), peer.ask(0, "x"));
            }
        }

        assertTimeoutPreemptively(grace.multipliedBy(3).plusSeconds(2), server::close);
        never.countDown();
    }

    @Test
    void aConsoleThatIsGoneStopsNobody() throws Exception {
        PrintStream gone = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        });
        try (PingServer server = new PingServer(config(), gone).start();
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.receive();
            await().until(gone::checkError);
            assertEquals(Message.of(0, "ping...ping...ping"), peer.ask(0, "x"));
        }
    }

    private static ServerConfig config() {
        return ServerConfig.builder()
                .name("zinx v-0.8 demoApp")
                .host("127.0.0.1")
                .port(0)
                .maxConnections(3)
                .build();
    }

    private static List<String> opening(int port) {
        return Stream.concat(
                        Stream.of(
                                "Add api msgId = 0",
                                "Add api msgId = 1",
                                "[START] Server name: zinx v-0.8 demoApp,listenner at IP: 127.0.0.1, Port " + port
                                        + " is starting",
                                "[Zinx] Version: V0.4, MaxConn: 3, MaxPacketSize: 4096",
                                "start Zinx server zinx v-0.8 demoApp succ, now listenning..."),
                        IntStream.range(0, 10).mapToObj(worker -> "Worker ID = " + worker + " is started."))
                .toList();
    }

    private static List<String> goodbye(int id, String address) {
        return List.of(
                "Conn Stop()...ConnID = " + id,
                "---> CallOnConnStop....",
                "DoConneciotnLost is Called ... ",
                "connection Remove ConnID= " + id + " successfully: conn num = 0",
                address + " [conn Reader exit!]",
                address + " [conn Writer exit!]");
    }
}
