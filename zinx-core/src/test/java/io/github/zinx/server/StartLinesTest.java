package io.github.zinx.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.WorkerSettings.Threads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that starts says once where it listens and with which settings, in the log and nowhere else. */
class StartLinesTest {

    private static final String KEY = "jdk.virtualThreadScheduler.parallelism";

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final String carriers = System.getProperty(KEY);
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();

    @BeforeEach
    void catchOutput() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(out);
        System.setErr(err);
        if (carriers == null) {
            System.clearProperty(KEY);
        } else {
            System.setProperty(KEY, carriers);
        }
    }

    private static ServerConfig.Builder config() {
        return ServerConfig.builder()
                .name("told")
                .host("127.0.0.1")
                .port(0)
                .maxConnections(17)
                .format("tlv-be")
                .idleTimeout(Duration.ofSeconds(90));
    }

    private List<String> log() {
        return logged.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private String theOneWith(String text) {
        List<String> found = log().stream().filter(line -> line.contains(text)).toList();
        assertEquals(1, found.size(), () -> text + " in " + log());
        return found.getFirst();
    }

    @Test
    void startNamesTheAddressTheLayoutAndEverySetting() throws Exception {
        System.setProperty(KEY, "2");
        ServerConfig config = config().build();
        try (Server server = Server.create(config)) {
            assertEquals(List.of(), log(), "nothing before the start");

            server.start();

            String where = theOneWith("listens on");
            assertTrue(where.contains("told listens on /127.0.0.1:" + server.port() + " (tlv-be)"), where);
            String settings = theOneWith("told runs with ");
            assertTrue(settings.endsWith("told runs with "
                    + String.join(", ", config.describe().lines().toList())));
            assertTrue(settings.contains("server.max-connections = 17, "), settings);
            assertTrue(settings.contains("connection.idle-timeout = 90s, "), settings);
            for (ConfigKey key : ConfigKey.ALL) {
                assertTrue(settings.contains(key.path() + " = " + key.get().apply(config)), key.path());
            }
        }
        assertEquals(
                2,
                log().stream()
                        .filter(line -> line.contains("INFO"))
                        .filter(line -> !line.contains("has stopped"))
                        .count());
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void settingsAreThoseInEffectAndNotThoseAskedFor() throws Exception {
        System.setProperty(KEY, "1");
        try (Server server =
                Server.create(config().workerThreads(Threads.VIRTUAL).build())) {
            server.start();

            String settings = theOneWith("told runs with ");
            assertTrue(settings.contains("workers.threads = platform, "), settings);
            assertTrue(settings.contains("workers.max-waiting = 256, "), settings);
        }
    }

    @Test
    void startThatFailsSaysNothingOfSettings() throws Exception {
        try (Server first = Server.create(config().build()).start();
                Server second = Server.create(config().port(first.port()).build())) {
            assertThrows(IOException.class, second::start);
            theOneWith("listens on");
            theOneWith("runs with");
        }
    }
}
