package io.github.zinx.tests.demo;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.demo.Main;
import io.github.zinx.demo.PingServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo's commands: what they print and the code they end with. */
class CommandLineTest {

    private final Console out = new Console();
    private final Console err = new Console();

    @TempDir
    Path folder;

    @Test
    void aUsedPortIsOneLineAndCode1() throws Exception {
        try (ServerSocket used = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(used.getLocalPort());

            assertEquals(1, run("server", "--config", config("server: {}"), "--host", "127.0.0.1", "--port", port));

            assertEquals(List.of(), out.lines());
            assertEquals(1, err.lines().size());
            String line = err.lines().getFirst();
            assertTrue(line.startsWith("zinx-demo: cannot listen on 127.0.0.1 port " + port + ": "), line);
        }
    }

    @Test
    void anUnknownHostIsOneLineAndCode1() throws Exception {
        assertEquals(1, run("server", "--config", config("server: {}"), "--host", "no-such-host.invalid"));

        assertEquals(List.of(), out.lines());
        assertEquals(1, err.lines().size());
        assertTrue(err.lines().getFirst().contains("no-such-host.invalid"));
    }

    @ParameterizedTest
    @CsvSource({
        "'server: { prot: 1 }', prot",
        "'server: { port: 70000 }', server.port",
        "'server: { port: [1 }', demo.yaml",
        "'frame: { format: xml }', frame.format"
    })
    void aBadConfigurationIsOneLineAndCode1(String yaml, String named) throws Exception {
        assertEquals(1, run("server", "--config", config(yaml)));

        assertEquals(List.of(), out.lines());
        assertEquals(1, err.lines().size(), () -> err.lines().toString());
        String line = err.lines().getFirst();
        assertTrue(line.startsWith("zinx-demo: ") && line.contains("demo.yaml") && line.contains(named), line);
    }

    @Test
    void aMissingConfigurationIsOneLineAndCode1() {
        assertEquals(1, run("server", "--config", "no-such-file.yaml"));

        assertEquals(1, err.lines().size());
        assertTrue(err.lines().getFirst().contains("no-such-file.yaml"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "server --prt 1",
                "server --count 1",
                "server stray",
                "server --port",
                "server --port x",
                "server --port -1",
                "--port 1x",
                "client --config x",
                "client --count 0",
                "client --interval 1",
                "client --interval 0s"
            })
    void whatIsNotUnderstoodIsOneLineAndCode2(String commandLine) {
        assertEquals(2, run(commandLine.split(" ")));

        assertEquals(List.of(), out.lines());
        assertEquals(1, err.lines().size());
        assertTrue(err.lines().getFirst().startsWith("zinx-demo: "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "server --help", "client --help"})
    void helpIsNoError(String commandLine) {
        assertEquals(0, run(commandLine.split(" ")));

        assertTrue(out.lines().getFirst().startsWith("Usage: "));
        assertEquals(List.of(), err.lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ltv-le", "tlv-le", "tlv-be"})
    void theClientEndsWithCode0OnceItsRepliesHaveCome(String format) throws Exception {
        ServerConfig config =
                ServerConfig.builder().host("127.0.0.1").port(0).format(format).build();
        try (PingServer server = new PingServer(config, new Console().stream()).start()) {

            assertEquals(0, client(server.port(), "--format", format, "--count", "4", "--interval", "1ms"));
        }

        assertEquals(
                List.of(
                        "Client Test ... start",
                        "==> Recv Msg: ID= 2 , len= 21 , data= DoConnection BEGIN...",
                        "==> Recv Msg: ID= 0 , len= 18 , data= ping...ping...ping",
                        "==> Recv Msg: ID= 0 , len= 18 , data= ping...ping...ping",
                        "==> Recv Msg: ID= 0 , len= 18 , data= ping...ping...ping",
                        "==> Recv Msg: ID= 0 , len= 18 , data= ping...ping...ping"),
                out.lines());
        assertEquals(List.of(), err.lines());
    }

    @Test
    void theClientSendsItsFirstMessageAtOnce() throws Exception {
        try (Server server = TestServer.start(s -> s.handle(0, r -> r.reply("x")))) {

            assertTimeoutPreemptively(
                    Duration.ofSeconds(30), () -> client(server.port(), "--count", "1", "--interval", "1h"));
        }
        assertEquals(2, out.lines().size());
    }

    @Test
    void theClientSendsNoMoreThanItWantsReplies() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (Server server = TestServer.start(s -> s.handle(0, r -> {
            never.await(300, TimeUnit.MILLISECONDS); // time enough for many more
            r.reply("x");
        }))) {
            assertEquals(0, client(server.port(), "--count=2", "--interval=1ms"));
            await().until(() -> server.connections().count() == 0);

            assertEquals(2, server.stats().messagesHandled() + server.stats().messagesDropped());
        }
    }

    @Test
    void theClientEndsWithCode1WhenTheServerDoes() throws Exception {
        try (Server server =
                TestServer.start(s -> s.handle(0, r -> r.connection().close()))) {

            assertEquals(1, client(server.port(), "--interval", "1ms"));
        }

        assertEquals(1, err.lines().size());
        assertTrue(err.lines().getFirst().contains("has ended"), err.lines().toString());
    }

    @Test
    void theClientEndsWithCode1WhereNobodyListens() throws Exception {
        int port;
        try (ServerSocket listener = new ServerSocket(0)) {
            port = listener.getLocalPort();
        }

        assertEquals(1, client(port));

        assertEquals(1, err.lines().size());
        String line = err.lines().getFirst(); // how it ends is the JDK's affair
        assertTrue(
                line.startsWith("zinx-demo: client start err, exit! cannot connect to 127.0.0.1 port " + port
                        + ": Connection refused"),
                line);
        assertEquals(List.of("Client Test ... start"), out.lines());
    }

    @Test
    void aSignalStopsTheServerInGoodOrder() throws Exception {
        Files.writeString(folder.resolve("config.yaml"), "server: { name: from the folder, host: 127.0.0.1 }");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "io.github.zinx.demo.Main",
                        "server",
                        "--port",
                        "0")
                .directory(folder.toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int port = portOf(lines);
            assertEquals(0, client(port, "--count", "1"));
            assertTrue(isPrinted(lines, "[conn Reader exit!]"), "the connection's end");

            process.toHandle().destroy(); // Process.destroy closes the streams too

            List<String> rest = lines.lines().toList();
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
            assertEquals(143, process.exitValue());
            assertEquals("[STOP] Zinx server , name from the folder", rest.get(rest.size() - 2));
            assertEquals("Clear All Connections successfully: conn num = 0", rest.getLast());
            List<String> log = Files.readAllLines(folder.resolve("err"));
            assertEquals(1, log.size(), log::toString);
            assertTrue(
                    log.getFirst().contains("from the folder runs with server.name = from the folder, "),
                    log::toString);
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean isPrinted(BufferedReader lines, String end) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.endsWith(end)) {
                return true;
            }
        }
        return false;
    }

    private static int portOf(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int at = line.indexOf(", Port ");
            if (line.startsWith("[START] ") && at > 0) {
                String port = line.substring(at + ", Port ".length()).split(" ")[0];
                assertFalse(port.equals("0"));
                return Integer.parseInt(port);
            }
        }
        throw new AssertionError("the server said nothing of a port");
    }

    private int client(int port, String... options) {
        List<String> args = new ArrayList<>(List.of("client", "--port", Integer.toString(port)));
        Collections.addAll(args, options);
        return run(args.toArray(String[]::new));
    }

    private int run(String... args) {
        return Main.run(List.of(args), out.stream(), err.stream());
    }

    private String config(String yaml) throws IOException {
        return Files.writeString(folder.resolve("demo.yaml"), yaml).toString();
    }
}
